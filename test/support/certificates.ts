import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate with its key, as files. */
export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
}

/** What a certificate says. */
export interface CertificateFacts {
  /** Names and addresses as OpenSSL writes them. Default: this machine's. */
  readonly names?: string;
  /** Default tomorrow; -1 is one that has ended. */
  readonly days?: number;
  readonly authority?: TestCertificate;
}

const openssl = (...args: readonly string[]): void => {
  execFileSync('openssl', args, { stdio: 'pipe' });
};

const HERE = 'DNS:localhost,IP:127.0.0.1';

/** Makes an authority in a folder. */
export const makeAuthority = (folder: string, name: string): TestCertificate => {
  const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}-key.pem`)];
  const subject = ['-subj', `/CN=${name}`];
  openssl('req', '-x509', ...EC, '-keyout', key, '-out', cert, '-days', '2', ...subject);
  return { cert, key };
};

/** Makes a certificate that an authority has signed, or that has signed itself. */
export const makeCertificate = (folder: string, name: string, facts: CertificateFacts = {}): TestCertificate => {
  const { names = HERE, days = 1, authority } = facts;
  const [cert, key, request] = ['', '-key', '-request'].map((part) => join(folder, `${name}${part}.pem`)) as [
    string,
    string,
    string,
  ]; // as many as parts
  const extension = ['-addext', `subjectAltName=${names}`];
  openssl('req', '-new', ...EC, '-keyout', key, '-out', request, '-subj', `/CN=${name}`, ...extension);
  const signer = authority ? ['-CA', authority.cert, '-CAkey', authority.key, '-CAcreateserial'] : ['-signkey', key];
  openssl('x509', '-req', '-in', request, '-out', cert, '-days', String(days), '-copy_extensions', 'copy', ...signer);
  return { cert, key };
};

/** Reads what a client needs of files. */
export const pem = ({ cert, key }: TestCertificate): { readonly cert: string; readonly key: string } => ({
  cert: readFileSync(cert, 'utf8'),
  key: readFileSync(key, 'utf8'),
});

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
