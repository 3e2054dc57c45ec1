import { expect, it } from "vitest";
import { address, mount } from "../src/embed_button";

it("opens the page of the site the script came from", () => {
  expect(address("https://xiaochen.example/embed.js")).toBe("https://xiaochen.example/");
});

it("loads the frame only when the button is first pressed, and hides it when pressed again", () => {
  const button = mount("about:blank", document.body);
  const root = button.getRootNode() as ShadowRoot;
  expect(root.querySelector("iframe")).toBeNull();
  button.click();
  const frame = root.querySelector("iframe");
  expect(frame?.src).toBe("about:blank");
  expect(frame?.hidden).toBe(false);
  expect(button.getAttribute("aria-expanded")).toBe("true");
  button.click();
  expect(frame?.hidden).toBe(true);
});
