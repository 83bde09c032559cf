import { buffer } from 'node:stream/consumers';
import { PassThrough } from 'node:stream';
import { Client } from 'basic-ftp';
import type { ReadyReport } from '../../src/compose/index.ts';
import type { Credentials } from '../../src/tenants/index.ts';

type Login = Pick<Credentials, 'login' | 'password'>;

/** Signs in over FTP and lists the top folder; rejects if the server refuses. */
export function ftpFolders(ready: ReadyReport, login: Login): Promise<string[]> {
  return session(ready, login, async (client) => (await client.list()).map(({ name }) => name));
}

/** The names of all recordings of the tree. */
export function recordingNamesOverFtp(ready: ReadyReport, login: Login): Promise<string[]> {
  return session(ready, login, async (client) => {
    const namesBelow = async (folder: string): Promise<string[]> => {
      const names: string[] = [];
      for (const { name, isDirectory } of await client.list(folder)) {
        if (isDirectory) names.push(...(await namesBelow(`${folder}/${name}`)));
        else if (name.endsWith('.mp3')) names.push(name);
      }
      return names;
    };
    return namesBelow('');
  });
}

/** A file's bytes as FTP serves them. */
export function fileOverFtp(ready: ReadyReport, login: Login, path: string): Promise<Buffer> {
  return session(ready, login, async (client) => {
    const bytes = new PassThrough();
    const [content] = await Promise.all([buffer(bytes), client.downloadTo(bytes, path)]);
    return content;
  });
}

async function session<T>({ ftp }: ReadyReport, login: Login, work: (client: Client) => Promise<T>): Promise<T> {
  const { hostname, port } = new URL(ftp!);
  const client = new Client();
  try {
    await client.access({ host: hostname, port: Number(port), user: login.login, password: login.password });
    return await work(client);
  } finally {
    client.close();
  }
}
