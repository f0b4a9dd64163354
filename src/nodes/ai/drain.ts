/** Runs a generator to its end and gives what it returns. */
export const drain = async <T>(stream: AsyncGenerator<unknown, T, void>): Promise<T> => {
  for (;;) {
    const { done, value } = await stream.next();
    if (done === true) return value;
  }
};
