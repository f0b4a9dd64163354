import type { Consumption, Inputs, Outputs } from '../behaviour.js';
import type { InputStream, StreamStep } from '../input-stream.js';
import type { NodeContext } from '../node-context.js';
import type { FeedbackHandle } from './feedback-handle.js';
import { StreamReader } from './stream-reader.js';

/** A firing that reads streams: it waits for them by itself, so somebody must tell it when something has arrived. */
export class Consumer {
  readonly stream: AsyncGenerator<Outputs, void, void>;
  private readonly readers: readonly StreamReader[];

  constructor(
    { consume, streams, feedback }: Consumption,
    given: Inputs,
    loops: readonly FeedbackHandle[],
    context: NodeContext,
    onStarved: () => void,
  ) {
    const inputs: Record<string, unknown> = { ...given };
    for (const loop of loops) inputs[loop.name] = loop.open();
    const names = [...streams, ...feedback];
    this.readers = names.flatMap((name) => (inputs[name] instanceof StreamReader ? inputs[name] : []));
    for (const reader of this.readers) reader.onStarved = onStarved;
    for (const name of names) if (!(inputs[name] instanceof StreamReader)) inputs[name] = new FixedStream(inputs[name]);
    this.stream = consume(inputs, context);
  }

  /** True when it waits for something that hasn't arrived. */
  get isStarved(): boolean {
    return this.readers.some(({ isStarved }) => isStarved);
  }

  /** True when one of its streams has broken off. */
  get hasFailed(): boolean {
    return this.readers.some(({ hasFailed }) => hasFailed);
  }

  serve(): void {
    for (const reader of this.readers) reader.serve();
  }
}

/** The stream of a property that no edge leads into: its one value. */
class FixedStream implements InputStream {
  readonly isIterated = false;
  private isRead = false;

  constructor(private readonly value: unknown) {}

  step(): Promise<StreamStep | null> {
    const step = this.isRead ? null : { position: 0, isPresent: true, value: this.value };
    this.isRead = true;
    return Promise.resolve(step);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, void> {
    const step = await this.step();
    if (step) yield step.value;
  }
}
