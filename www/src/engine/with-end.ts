// Every wait has an end.

/** A promise that is waited for only so long: what does not come by then is `late`. */
export async function withEnd<Value>(promise: PromiseLike<Value> | Value, milliseconds: number, late: Error): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late), milliseconds);
  });
  try {
    return await Promise.race([promise, end]);
  } finally {
    clearTimeout(timer);
  }
}
