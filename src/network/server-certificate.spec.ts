import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { TestCertificate } from '../../test/support/certificates.js';
import { makeCertificate } from '../../test/support/certificates.js';
import { ServerCertificate } from './server-certificate.js';

describe('ServerCertificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nodetool-certificate-'));
  let one: TestCertificate;
  let other: TestCertificate;
  let ended: TestCertificate;

  beforeAll(() => {
    one = makeCertificate(folder, 'one');
    other = makeCertificate(folder, 'other');
    ended = makeCertificate(folder, 'ended', { days: -1 });
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  const open = (tlsCert: string, tlsKey: string): ServerCertificate =>
    new ServerCertificate({ tlsCert, tlsKey, tlsClientCert: 'off' });

  it('asks for certificates only where nodes may come', () => {
    const certificate = new ServerCertificate({ tlsCert: one.cert, tlsKey: one.key, tlsClientCert: 'optional' });
    expect([true, false].map((servesNodes) => certificate.optionsFor(servesNodes).requestCert)).toEqual([true, false]);
    certificate.close();
  });

  it('says which file is wrong and what to do', () => {
    const junk = join(folder, 'junk.pem');
    writeFileSync(junk, 'no certificate');
    expect(() => open(one.cert, other.key)).toThrow(/^TLS_KEY is not the key of TLS_CERT\. Give the key/);
    expect(() => open(junk, one.key)).toThrow(/^TLS_CERT holds no certificate in PEM form/);
    expect(() => open(one.cert, junk)).toThrow(/^TLS_KEY holds no private key/);
    expect(() => open(join(folder, 'missing'), one.key)).toThrow(/^TLS_CERT \(.*missing\) can't be read/);
    expect(() => open(ended.cert, ended.key)).toThrow(/^The certificate in TLS_CERT ended on .* Renew it\./);
  });
});
