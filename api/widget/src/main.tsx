import "weui/dist/style/weui.min.css";
import "./base.css";
import "./card.css";
import "./style.css";
import { render } from "preact";
import { App } from "./components/App";
import { ConversationStore } from "./store";

function browserStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null; // blocked by the browser's settings or by the page this one is embedded in
  }
}

const store = new ConversationStore(browserStorage());
const page = document.getElementById("page");
if (!page) throw new Error("the page has no #page element");
render(<App store={store} />, page);
void store.open().then(lookForNews);
window.addEventListener("online", () => void store.deliver());

const NEWS_MS = 20_000;
/** Only while somebody looks: news count as read once they are shown. */
function lookForNews(): void {
  if (document.visibilityState === "visible") void store.lookForNews();
}
document.addEventListener("visibilitychange", lookForNews);
setInterval(lookForNews, NEWS_MS);
