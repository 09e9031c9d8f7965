// What `./dev bench` asks the page for.

export { Bench, type Comparison } from "./bench";
export { OURS, PEERS } from "./contenders";
export { ENCODE_BATCHES, encoding, STEP_PAIRS, training } from "./workloads";
