/** Reads a frame as `ws` hands it over, in one piece. */
export const parseFrame = (data) => JSON.parse(data.toString());
