import { afterEach, describe, expect, it } from '@jest/globals';

import type { FakeSession } from '../../../test/support/fake-hub.js';
import { LinkBench, request } from '../../../test/support/link-bench.js';

const bench = new LinkBench();

afterEach(bench.cleanUp);

describe('an answer that breaks its connection', () => {
  /** Confirms every answer but that of one request, which ends the connection with a code. */
  const serve = async (session: FakeSession, bad: string, close: () => void): Promise<string[]> => {
    const seen: string[] = [];
    for (;;) {
      const { request_id, attempt, error_code } = await session.next('workflow_response');
      seen.push(request_id);
      if (request_id === bad && error_code === null) {
        close();
        return seen;
      }
      session.send({ type: 'response_ack', request_id, attempt: attempt ?? 1, disposition: 'accepted' });
      if (error_code !== null) return [...seen, error_code ?? ''];
    }
  };

  const begin = async (): Promise<Awaited<ReturnType<typeof bench.connect>>> => {
    const connected = await bench.connect({ workflow: () => Promise.resolve({ status: 'completed', jobId: 'j1' }) });
    for (const id of ['good', 'bad']) connected.session.send(request(id));
    return connected;
  };

  it('is sent three times and then becomes a failed one; the others get through', async () => {
    const { hub, session, client } = await begin();
    const first = await serve(session, 'bad', () => session.socket.terminate());
    expect(first).toEqual(['good', 'bad']);
    for (let n = 0; n < 2; n += 1) {
      const next = await hub.session();
      await next.register();
      expect(await serve(next, 'bad', () => next.socket.terminate())).toContain('bad');
    }
    const last = await hub.session();
    await last.register();
    expect((await serve(last, 'bad', () => undefined)).slice(-2)).toEqual(['bad', 'INVALID_MESSAGE']);
    last.send(request('later'));
    expect(await last.next('workflow_response')).toMatchObject({ request_id: 'later', status: 'completed' });
    expect(client.status().state).toBe('ready');
  });

  it('is not blamed for a hub that closes politely', async () => {
    const { hub, session } = await begin();
    await serve(session, 'bad', () => session.socket.close(4010));
    for (let n = 0; n < 4; n += 1) {
      const next = await hub.session();
      await next.register();
      expect(await serve(next, 'bad', () => next.socket.close(1012))).toContain('bad');
    }
  });
});
