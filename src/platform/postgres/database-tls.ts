import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import { AppError } from '../../base/errors.ts';
import type { DatabaseTls } from '../../config/index.ts';

/**
 * TLS to a server by its name in the address, whichever of its addresses is connected to. The files are read for each connection:
 * certificates are renewed while we run. Throws `config-invalid` if one cannot be read.
 */
export function tlsOptions(tls: DatabaseTls, name: string): ConnectionOptions {
  return {
    ...(tls.authorityFile !== null && { ca: readPem(tls.authorityFile) }),
    ...(tls.certificateFile !== null && { cert: readPem(tls.certificateFile) }),
    ...(tls.keyFile !== null && { key: readPem(tls.keyFile) }),
    rejectUnauthorized: tls.checked !== 'nothing',
    checkServerIdentity: (_, certificate) =>
      tls.checked === 'full' ? checkServerIdentity(name, certificate) : undefined,
    // An address is no name for SNI (RFC 6066 §3).
    ...(isIP(name) === 0 && { servername: name }),
  };
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('config-invalid', `a file of the database's address cannot be read: ${file}`, { cause });
  }
}
