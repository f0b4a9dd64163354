/**
 * Takes the slashes at the end of a path away. The pattern for this looks at each slash again for every slash before it,
 * so that a path which is nothing but slashes would hold a server up.
 */
export const withoutEndSlashes = (path: string): string => {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end);
};
