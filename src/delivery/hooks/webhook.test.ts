import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { newHookSecret, signedHeaders } from './webhook.ts';

// The example that the libraries of Standard Webhooks are tested with.
test('a message is signed as its receivers’ libraries check it', () => {
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}', sentAt: 1_614_265_330_999 };
  expect(signedHeaders(message, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('the code of the integrators’ page finds our signature genuine, and no other', async () => {
  const [, code] = /```js\n(.*?)```/s.exec(readFileSync('docs/integrators/push.md', 'utf8'))!;
  const url = `data:text/javascript,${encodeURIComponent(code!)}`;
  const { isGenuine } = (await import(/* @vite-ignore */ url)) as {
    isGenuine: (message: object, secret: string) => boolean;
  };
  const [secret, other] = [newHookSecret(), newHookSecret()];
  const message = { id: 'msg_1', body: '{"type":"test"}', sentAt: Date.now() };
  const headers = signedHeaders(message, secret);
  expect(isGenuine({ headers, body: message.body }, secret)).toBe(true);
  expect(isGenuine({ headers, body: message.body }, other)).toBe(false);
  expect(isGenuine({ headers, body: `${message.body} ` }, secret)).toBe(false);
  const replayed = signedHeaders({ ...message, sentAt: message.sentAt - 301_000 }, secret);
  expect(isGenuine({ headers: replayed, body: message.body }, secret)).toBe(false);
});
