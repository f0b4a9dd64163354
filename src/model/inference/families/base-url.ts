/** Adds the version of an interface to an address, unless it ends with one already. */
export const withVersion = (baseUrl: string, version: string): string =>
  /\/v\d+[a-z\d]*$/.test(baseUrl) ? baseUrl : `${baseUrl}/${version}`;
