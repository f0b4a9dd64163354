import { loadOnce } from '../load-once.js';

/** Loads the reader of PDF files. */
export const loadPdf = loadOnce(async () => {
  addTransfer();
  return import('unpdf');
});

/** The reader moves buffers by a method that Node has only from version 22 on. */
const addTransfer = (): void => {
  if ('transferToFixedLength' in ArrayBuffer.prototype) return;
  // eslint-disable-next-line no-extend-native -- it is the method of the standard, as later versions have it
  Object.defineProperty(ArrayBuffer.prototype, 'transferToFixedLength', {
    configurable: true,
    writable: true,
    value: function (this: ArrayBuffer, length = this.byteLength): ArrayBuffer {
      const whole = structuredClone(this, { transfer: [this] });
      if (length <= whole.byteLength) return length === whole.byteLength ? whole : whole.slice(0, length);
      const longer = new ArrayBuffer(length);
      new Uint8Array(longer).set(new Uint8Array(whole));
      return longer;
    },
  });
};
