const HEAD_BYTES = 4;

/** Writes a vector in pgvector's binary form: two 16-bit numbers (length, 0), then 32-bit floats, big-endian. */
export const pgVector = (vector: Float32Array<ArrayBuffer>): Buffer => {
  const bytes = Buffer.alloc(HEAD_BYTES + vector.byteLength);
  bytes.writeUInt16BE(vector.length, 0);
  bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), HEAD_BYTES);
  bytes.subarray(HEAD_BYTES).swap32(); // typed arrays are little-endian on every machine that Node runs on
  return bytes;
};
