import assert from 'node:assert/strict';
import { readBasicCredentials } from '../../src/api/webdav/basic-credentials.ts';
import { hrefOf, MAX_PATH_CHARS, readDavPath } from '../../src/api/webdav/dav-path.ts';
import { responseWriter } from '../../src/api/webdav/multistatus.ts';
import { readPropfind } from '../../src/api/webdav/propfind-request.ts';
import { readXml } from '../../src/wire/xml-element.ts';
import type { FuzzTarget } from './fuzz-target.ts';

const BODIES = [
  '<?xml version="1.0"?><D:propfind xmlns:D="DAV:"><D:allprop/><D:include><D:quota-used-bytes/></D:include></D:propfind>',
  '<propfind xmlns="DAV:"><prop><getetag/><x xmlns="urn:&lt;a&amp;b&gt;"/><y xmlns=""/></prop></propfind>',
  '<a:propfind xmlns:a="DAV:"><a:propname/><b><![CDATA[x]]></b></a:propfind>',
];

const ENTRY = { kind: 'file', name: 'a&b.mp3', sizeBytes: 1, modifiedAt: 0 } as const;

/** The body of PROPFIND: whatever it asks for, the answer is XML again. */
const propfind: FuzzTarget = {
  name: 'webdav-propfind',
  seeds: BODIES.map((text) => Buffer.from(text)),
  maxBytes: 16 * 1024,
  check(input) {
    const read = readPropfind(input);
    if (!read.ok) return;
    const answer = `<D:x xmlns:D="DAV:">${responseWriter(read.value)('/a&b.mp3', ENTRY)}</D:x>`;
    assert.deepEqual(readXml(Buffer.from(answer)).ok, true);
  },
};

/** The path of a request: it leaves the tree neither as it is nor when it is written again. */
const path: FuzzTarget = {
  name: 'webdav-path',
  seeds: ['/dav/2026/03/10/a%C5%82_b.mp3?x', '/dav//%2e%2e/%2F/..', '/dav/%'].map((text) => Buffer.from(text)),
  maxBytes: 2048,
  check(input) {
    const text = input.toString('latin1');
    readBasicCredentials(text);
    const read = readDavPath(text);
    if (read === null) return;
    assert.ok(!/\0|\/\.{0,2}(\/|$)/.test(read.path) || read.path === '/');
    const href = hrefOf(read.path, 'file');
    if (href.length <= MAX_PATH_CHARS) assert.equal(readDavPath(href)?.path, read.path);
  },
};

export const WEBDAV_TARGETS: readonly FuzzTarget[] = [propfind, path];
