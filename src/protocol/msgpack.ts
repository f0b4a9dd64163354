import { Packr } from 'msgpackr';

/** `skipValues` is honoured by the library but missing in its types, hence the object of its own. */
const options = {
  useRecords: false,
  mapsAsObjects: true,
  variableMapSize: true,
  int64AsType: 'number' as const,
  encodeUndefinedAsNil: true,
  skipValues: [undefined],
};

/** One codec for all connections: it keeps no state between frames because records are off. */
const packr = new Packr(options);

/** Writes a value as plain MessagePack: maps, arrays, text, numbers, bytes; fields that are undefined are left out. */
export const packMessage = (value: unknown): Buffer => packr.pack(value);

/** Reads MessagePack that `checkMsgpack` has approved of. */
export const unpackMessage = (bytes: Buffer): unknown => packr.unpack(bytes);
