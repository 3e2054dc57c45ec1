import "weui/dist/style/weui.min.css";
import "../base.css";
import "./console.css";
import { render } from "preact";
import { Console } from "./Console";

const page = document.getElementById("page");
if (!page) throw new Error("the page has no #page element");
render(<Console />, page);
