const TEXTS: Readonly<Record<string, string>> = {
  EACCES: '[Errno 13] Permission denied',
  EEXIST: '[Errno 17] File exists',
  EISDIR: '[Errno 21] Is a directory',
  ENOENT: '[Errno 2] No such file or directory',
  ENOSPC: '[Errno 28] No space left on device',
  ENOTDIR: '[Errno 20] Not a directory',
  ENOTEMPTY: '[Errno 39] Directory not empty',
  ENAMETOOLONG: '[Errno 36] File name too long',
};

/** The code of a failed file operation, such as `ENOENT`; empty for any other error. */
export const codeOfError = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** An error about a path, as Python words it: with the path that the workflow gave, not the one on the machine. */
export const osError = (code: string, path: string): Error =>
  new Error(`${TEXTS[code] ?? `The file operation failed (${code})`}: '${path}'`);

/** Does something with a path; what the operating system says against it names the path as the workflow gave it. */
export const withPath = async <T>(path: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const code = codeOfError(error);
    throw code === '' ? error : osError(code, path);
  }
};
