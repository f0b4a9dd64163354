const MAX_WAIT_SECONDS = 60;

/**
 * Reads `Prefer: wait=N`, the seconds that a caller would like to wait for the outcome.
 *
 * @returns 0 to 60; 0 without such a preference
 * @see https://www.rfc-editor.org/rfc/rfc7240#section-4.3
 */
export const preferredWaitSeconds = (header: string | undefined): number => {
  const match = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:$|[,;])/i.exec(header ?? '');
  return Math.min(MAX_WAIT_SECONDS, Number(match?.[1] ?? 0));
};
