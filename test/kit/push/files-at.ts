import {
  NotVisible,
  type PushConnection,
  type PushTarget,
  type TargetSettings,
} from '../../../src/platform/push-target/index.ts';
import { connectTo, loopbackTarget } from './loopback-target.ts';

/** All files in the folder of a target and below it, by path. */
export async function filesAt(
  settings: TargetSettings,
  target: PushTarget = loopbackTarget(),
): Promise<Map<string, Buffer>> {
  const connection = await connectTo(settings, undefined, target);
  try {
    return new Map(await filesIn(connection, ''));
  } finally {
    await connection.close();
  }
}

/** A file of a target; null: there is none. */
export async function contentAt(settings: TargetSettings, path: string): Promise<Buffer | null> {
  const connection = await connectTo(settings);
  try {
    if ((await connection.stat(path)) === null) return null;
    return Buffer.concat(await Array.fromAsync(await connection.read(path)));
  } finally {
    await connection.close();
  }
}

async function filesIn(connection: PushConnection, folder: string): Promise<[string, Buffer][]> {
  const files: [string, Buffer][] = [];
  const entries = await connection.list(folder);
  if (entries instanceof NotVisible) throw new Error(`may not look: ${entries.detail}`);
  for (const { name, isFolder } of entries) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (isFolder) files.push(...(await filesIn(connection, path)));
    else files.push([path, Buffer.concat(await Array.fromAsync(await connection.read(path)))]);
  }
  return files;
}
