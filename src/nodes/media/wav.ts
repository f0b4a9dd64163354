const HEADER_BYTES = 44;

/** Sound as numbers: 16-bit samples, the channels of a moment side by side. */
export interface Pcm {
  /** Moments per second. */
  readonly sampleRate: number;
  readonly channels: number;
  readonly samples: Int16Array;
}

/** Writes a WAV file. @see http://soundfile.sapp.org/doc/WaveFormat/ */
export const wavOf = ({ sampleRate, channels, samples }: Pcm): Uint8Array => {
  const file = new Uint8Array(HEADER_BYTES + samples.byteLength);
  const view = new DataView(file.buffer);
  const text = (at: number, word: string): void => {
    new Uint8Array(file.buffer).set(Buffer.from(word, 'latin1'), at);
  };
  text(0, 'RIFF');
  view.setUint32(4, HEADER_BYTES - 8 + samples.byteLength, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.byteLength, true);
  for (const [index, sample] of samples.entries()) view.setInt16(HEADER_BYTES + index * 2, sample, true);
  return file;
};
