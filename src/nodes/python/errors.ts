/** A value that an operation can't take, worded as Python words it. */
export class ValueError extends Error {
  override readonly name: string = 'ValueError';
}
