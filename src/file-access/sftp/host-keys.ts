import { createHash, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import ssh2 from 'ssh2';
import { AppError } from '../../base/errors.ts';
import { sshFingerprint } from '../../base/ssh-key.ts';
import { type KeyId, type KeyStore, readKeyId } from '../../platform/key-store.ts';
import { type Database, inTransaction } from '../../platform/postgres/index.ts';
import { makeSshKey } from '../../platform/push-target/index.ts';
import { sealSecret, unsealSecret } from '../../platform/sealing.ts';

interface HostKeyDeps {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'get' | 'getOrCreate'>;
}

/** What customers compare with what their program shows at the first connection. */
export interface SftpHostKey {
  readonly type: HostKeyType;
  /** One line: type and key. */
  readonly publicKey: string;
  /** As `ssh-keygen -l` prints it: `SHA256:…`. */
  readonly fingerprint: string;
  /** The record for DNS, without the name (RFC 4255, 6594, 7479). */
  readonly sshfp: string;
  readonly madeAt: number;
}

const TYPES = ['ssh-ed25519', 'ssh-rsa'] as const;
type HostKeyType = (typeof TYPES)[number];

/** Algorithm numbers of SSHFP records. */
const SSHFP_ALGORITHM: Readonly<Record<HostKeyType, number>> = { 'ssh-rsa': 1, 'ssh-ed25519': 4 };
/** SHA-256. */
const SSHFP_HASH = 2;

/** NIST SP 800-57: as strong as AES-128, for all the years that customers' programs remember it. */
const RSA_BITS = 3072;

/**
 * The private keys of the server, made at the first start. They are in the database, sealed by a key of the key store: so every
 * process on every machine has the same, and a backup holds them. Fails with `sftp-host-keys-unreadable`.
 */
export async function openSftpHostKeys(deps: HostKeyDeps, now: number): Promise<string[]> {
  const known = await readRows(deps.db);
  const missing = TYPES.filter((type) => !known.some((row) => row.type === type));
  for (const type of missing) await saveKey(deps, await makeKey(type), now);
  return readSftpHostKeys(deps);
}

/** The private keys that are stored. Fails with `sftp-host-keys-unreadable`. */
export async function readSftpHostKeys({
  db,
  keys,
}: {
  readonly db: Database;
  readonly keys: Pick<KeyStore, 'get'>;
}): Promise<string[]> {
  const rows = await readRows(db);
  const sealingKey = rows.length === 0 ? null : await keys.get(SEALING_KEY);
  return rows.map((row) => {
    const opened = sealingKey && unsealSecret(sealingKey, row.sealed_private_key, ownerOf(row.type));
    if (opened === null) throw new AppError('sftp-host-keys-unreadable');
    return opened.toString();
  });
}

/** The public keys; none before the first start. */
export async function listSftpHostKeys(db: Database): Promise<SftpHostKey[]> {
  const rows = await readRows(db);
  return rows.map(({ type, public_key: publicKey, made_at: madeAt }) => {
    const blob = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');
    const hash = createHash('sha256').update(blob).digest('hex');
    const sshfp = `SSHFP ${SSHFP_ALGORITHM[type]} ${SSHFP_HASH} ${hash}`;
    return { type, publicKey, fingerprint: sshFingerprint(blob), sshfp, madeAt: madeAt.getTime() };
  });
}

/** New keys for those that are stored. Running processes use them after their next start. */
export async function replaceSftpHostKeys(deps: HostKeyDeps, now: number): Promise<void> {
  const made = await Promise.all(TYPES.map(makeKey));
  await inTransaction(deps.db, async (db) => {
    await db.deleteFrom('sftp_host_keys').execute();
    for (const key of made) await saveKey({ ...deps, db }, key, now);
  });
}

interface MadeKey {
  readonly type: HostKeyType;
  readonly publicKey: string;
  readonly privateKey: string;
}

/** The first process that saves one has made it; the others use that one. */
async function saveKey({ db, keys }: HostKeyDeps, key: MadeKey, now: number): Promise<void> {
  const sealed = sealSecret(await keys.getOrCreate(SEALING_KEY), Buffer.from(key.privateKey), ownerOf(key.type));
  await db
    .insertInto('sftp_host_keys')
    .values({ type: key.type, public_key: key.publicKey, sealed_private_key: sealed, made_at: new Date(now) })
    .onConflict((conflict) => conflict.column('type').doNothing())
    .execute();
}

async function readRows(db: Database) {
  const rows = await db.selectFrom('sftp_host_keys').selectAll().orderBy('type').execute();
  return rows.flatMap((row) => {
    const type = TYPES.find((known) => known === row.type);
    return type === undefined ? [] : [{ ...row, type }];
  });
}

async function makeKey(type: HostKeyType): Promise<MadeKey> {
  const privateKey = type === 'ssh-rsa' ? await makeRsaKey() : makeSshKey().privateKey;
  const parsed = ssh2.utils.parseKey(privateKey);
  // ssh2 cannot read some keys of others; such a one would keep the server from starting.
  if (parsed instanceof Error || parsed.type !== type) throw new Error(`the new ${type} host key cannot be read`);
  return { type, privateKey, publicKey: `${type} ${parsed.getPublicSSH().toString('base64')}` };
}

async function makeRsaKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: RSA_BITS,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return privateKey;
}

const ownerOf = (type: HostKeyType): string => `sftp-host-key ${type}`;

const SEALING_KEY = sealingKey();

function sealingKey(): KeyId {
  const id = readKeyId('sealing/sftp-host-keys');
  if (!id.ok) throw new Error(id.reason);
  return id.value;
}
