/** The bytes of some 32-bit numbers, without a copy. */
export const bytesOf = (
  numbers: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>,
  from: number,
  length: number,
): Uint8Array =>
  new Uint8Array(
    numbers.buffer,
    numbers.byteOffset + from * numbers.BYTES_PER_ELEMENT,
    length * numbers.BYTES_PER_ELEMENT,
  );
