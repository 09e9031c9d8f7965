// What `./dev bench` asks of the page.

export { findAdapter } from "../src/engine/adapter";
export { growth } from "./growth";
export { markdown } from "./markdown";
export { tables } from "./plan";
