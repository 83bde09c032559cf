import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TestCertificate {
  /** Paths of PEM files. */
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority of the test, made with openssl. */
export class TestAuthority {
  readonly pem: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    openssl(folder, 'req', '-x509', ...newKey('ca'), '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Test authority');
    this.pem = readFileSync(join(folder, 'ca.pem'), 'utf8');
  }

  /** A certificate for a name, valid for this many days; expired if negative. */
  issue(host: string, days = 2, alternativeName = `DNS:${host}`): TestCertificate {
    const name = `${host}-${days}`;
    writeFileSync(join(this.#folder, `${name}.ext`), `subjectAltName=${alternativeName}`);
    openssl(this.#folder, 'req', ...newKey(name), '-out', `${name}.csr`, '-subj', `/CN=${host}`);
    const signing = ['-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-extfile', `${name}.ext`];
    openssl(this.#folder, 'x509', ...signing, '-days', String(days), '-out', `${name}.pem`);
    return { certificate: join(this.#folder, `${name}.pem`), key: join(this.#folder, `${name}.key`) };
  }
}

function newKey(name: string): string[] {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
}

function openssl(cwd: string, ...args: string[]): void {
  execFileSync('openssl', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}
