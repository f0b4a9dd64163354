import { Agent, request } from 'node:http';

import { OPERATOR_TOKEN } from './tokens.mjs';

/** A caller of the REST API that keeps its connections. */
export class RestCaller {
  #agent;
  #url;

  constructor(url, connections) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Posts JSON and gives the answer's body; anything but 200 is an error. */
  post(path, body, headers = {}) {
    const text = JSON.stringify(body);
    return this.#ask(path, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } }, text);
  }

  get(path) {
    return this.#ask(path, { method: 'GET', headers: {} });
  }

  close() {
    this.#agent.destroy();
  }

  #ask(path, { method, headers }, text) {
    return new Promise((resolve, reject) => {
      const options = {
        method,
        agent: this.#agent,
        headers: {
          ...headers,
          authorization: `Bearer ${OPERATOR_TOKEN}`,
          ...(text !== undefined && { 'content-length': Buffer.byteLength(text) }),
        },
      };
      const sent = request(`${this.#url}/api/v1${path}`, options, (response) => {
        let answer = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          answer += chunk;
        });
        response.on('error', reject).on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(answer));
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${answer.slice(0, 300)}`));
        });
      });
      sent.on('error', reject).end(text);
    });
  }
}
