import type { PushConnection, PushTarget, TargetSettings } from '../../../src/platform/push-target/index.ts';
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

async function filesIn(connection: PushConnection, folder: string): Promise<[string, Buffer][]> {
  const files: [string, Buffer][] = [];
  for (const { name, isFolder } of (await connection.list(folder))!) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (isFolder) files.push(...(await filesIn(connection, path)));
    else files.push([path, Buffer.concat(await Array.fromAsync(await connection.read(path)))]);
  }
  return files;
}
