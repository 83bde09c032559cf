/** An S3 server that takes objects, keeps nothing and counts. A separate process, so that its CPU time is no part of the recorder's. Controlled over stdin. */
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

const LISTING =
  '<?xml version="1.0"?><ListBucketResult><Name>bench</Name><IsTruncated>false</IsTruncated></ListBucketResult>';
let puts = 0;
let others = 0;
let bytes = 0;

const server = createServer((request, response) => {
  if (request.method === 'PUT') puts += 1;
  else others += 1;
  request.on('data', (part: Buffer) => (bytes += part.length));
  request.on('end', () => {
    if (request.method === 'PUT') response.setHeader('etag', '"0"');
    response.end(request.method === 'GET' ? LISTING : '');
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify((server.address() as { port: number }).port)}\n`);
});
const input = createInterface({ input: process.stdin });
for await (const _ of input) process.stdout.write(`${JSON.stringify({ puts, others, bytes })}\n`);
process.exit();
