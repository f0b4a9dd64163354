import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Stats } from 'node:fs';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server as HttpsServer } from 'node:https';
import type { TlsOptions } from 'node:tls';

import { Logger } from '@nestjs/common';

import type { AppConfig } from '../config/app-config.js';

type TlsFiles = Pick<AppConfig, 'tlsCert' | 'tlsKey' | 'tlsCa' | 'tlsClientCert'>;

/** The files of TLS can't be used; the text says which and what to do. */
export class CertificateError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CertificateError';
  }
}

/** Polled, because programs that renew certificates exchange symbolic links, which the system's own notices miss. */
const POLL_MS = 1000;

/** What this server shows of itself. Changed files hold for new connections; those that are open stay as they are. */
export class ServerCertificate {
  private readonly logger = new Logger(ServerCertificate.name);
  private readonly servers = new Set<HttpsServer>();
  private readonly paths: readonly string[];
  private current: TlsOptions;

  /** @throws CertificateError when the files can't be used together */
  constructor(private readonly files: TlsFiles) {
    this.current = this.read();
    this.paths = [files.tlsCert, files.tlsKey, files.tlsCa].filter((path) => path !== undefined);
    for (const path of this.paths) watchFile(path, { interval: POLL_MS, persistent: false }, this.changed);
  }

  /** Options of a new server. A missing certificate of a node is judged later, when it is known who asks. */
  optionsFor(servesNodes: boolean): TlsOptions {
    const requestCert = servesNodes && this.files.tlsClientCert !== 'off';
    return { ...this.current, requestCert, rejectUnauthorized: false };
  }

  /** Keeps a server's certificate up to date. */
  follow(server: HttpsServer): void {
    this.servers.add(server);
    server.once('close', () => this.servers.delete(server));
  }

  /** Stops looking at the files. */
  close(): void {
    for (const path of this.paths) unwatchFile(path, this.changed);
    this.servers.clear();
  }

  private readonly changed = (now: Stats, before: Stats): void => {
    if (now.mtimeMs === before.mtimeMs && now.ino === before.ino && now.size === before.size) return;
    try {
      this.current = this.read();
      for (const server of this.servers) server.setSecureContext({ ...this.current });
      this.logger.log('certificate loaded again', { valid_to: validTo(this.current.cert) });
    } catch (error) {
      // Certificate and key are two files: between their changes they don't fit.
      this.logger.warn('changed certificate not taken yet', { reason: (error as Error).message });
    }
  };

  private read(): TlsOptions {
    const { tlsCert, tlsKey, tlsCa } = this.files;
    const [cert, key] = [readPem('TLS_CERT', tlsCert), readPem('TLS_KEY', tlsKey)];
    assertPair(cert, key);
    return { minVersion: 'TLSv1.2', cert, key, ...(tlsCa !== undefined && { ca: readPem('TLS_CA', tlsCa) }) };
  }
}

const readPem = (setting: string, path: string | undefined): string => {
  try {
    return readFileSync(path ?? '', 'utf8');
  } catch (cause) {
    throw new CertificateError(`${setting} (${path ?? 'not set'}) can't be read. Check the path and the permissions.`, {
      cause,
    });
  }
};

const assertPair = (cert: string, key: string): void => {
  const certificate = parse('TLS_CERT holds no certificate in PEM form.', () => new X509Certificate(cert));
  const privateKey = parse('TLS_KEY holds no private key in PEM form without a password.', () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new CertificateError(
      'TLS_KEY is not the key of TLS_CERT. Give the key with which the certificate was requested; in TLS_CERT the own certificate comes first.',
    );
  }
  if (Date.parse(certificate.validTo) <= Date.now()) {
    throw new CertificateError(`The certificate in TLS_CERT ended on ${certificate.validTo}. Renew it.`);
  }
};

const parse = <T>(fault: string, read: () => T): T => {
  try {
    return read();
  } catch (cause) {
    throw new CertificateError(fault, { cause });
  }
};

const validTo = (cert: TlsOptions['cert']): string => new X509Certificate(String(cert)).validTo;
