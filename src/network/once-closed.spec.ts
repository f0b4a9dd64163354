import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { onceClosed } from './once-closed.js';

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('onceClosed', () => {
  const server = createServer();
  let caller: Socket;

  beforeEach(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    caller = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
  });
  afterEach(() => {
    caller.destroy();
    server.close();
  });

  const nextAnswer = async (): Promise<ServerResponse> => {
    const [, answer] = (await once(server, 'request')) as [unknown, ServerResponse];
    return answer;
  };

  const closing = (answer: ServerResponse): Promise<void> => new Promise((resolve) => onceClosed(answer, resolve));

  it('tells of an answer that is written, once, also when its connection goes later', async () => {
    caller.write(GET);
    const answer = await nextAnswer();
    let count = 0;
    onceClosed(answer, () => (count += 1));
    answer.end('x');
    await closing(answer);
    caller.resume().end();
    await once(answer.req.socket, 'close');
    expect(count).toBe(1);
  });

  it('tells of an answer whose caller has left already', async () => {
    caller.write(GET);
    const answer = await nextAnswer();
    caller.destroy();
    await once(answer, 'close');
    await expect(closing(answer)).resolves.toBeUndefined();
  });

  it('tells of an answer whose caller leaves before its turn', async () => {
    const answers: ServerResponse[] = [];
    const both = new Promise<void>((resolve) => {
      server.on('request', (_request, answer: ServerResponse) => answers.push(answer) === 2 && resolve());
    });
    caller.write(GET + GET);
    await both;
    const second = answers[1];
    const closed = second && closing(second);
    caller.destroy();
    await closed;
    expect(second?.closed).toBe(false);
  });
});
