// What `./dev bench` asks of the page.

export { adapterOf } from "./adapter";
export { growth } from "./growth";
export { markdown } from "./markdown";
export { tables } from "./plan";
