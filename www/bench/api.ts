// What `./dev bench` asks of the page.

export { adapterOf } from "./adapter";
export { markdown } from "./markdown";
export { tables } from "./plan";
