import { expect, test } from 'vitest';
import { beginsAs } from './begins-as.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

test.each([
  ['', 'nothing'],
  ['RIFF\x24\0\0\0WAVEfmt ', 'WAV'],
  ['RIFF\x24\0\0\0AVI LIST', 'RIFF, not WAV'],
  ['ID3\x04\0', 'ID3 (MP3)'],
  ['\xff\xfb\x90\x00', 'MPEG audio'],
  ['\xff\xf1\x50\x80', 'AAC (ADTS)'],
  ['OggS\0', 'Ogg'],
  ['\0\0\0\x20ftypM4A ', 'MP4 (M4A)'],
  ['#!AMR\n', 'AMR'],
  ['\x1aE\xdf\xa3\x01', 'Matroska or WebM'],
  ['PK\x03\x04\x14', 'ZIP'],
  ['\x1f\x8b\x08', 'gzip'],
  ['<!DOCTYPE html><title>502 Bad Gateway</title>', 'HTML'],
  ['\n<html>', 'HTML'],
  ['<?xml version="1.0"?>', 'XML'],
  ['{"error":"not found"}', 'JSON'],
  ['\0'.repeat(64), 'zeros'],
  ['File not found\r\n', 'text'],
  ['\x80\x7f\x03\xfe\x11', 'unknown'],
])('%j begins as %s', (content, expected) => {
  expect(beginsAs(bytes(content))).toBe(expected);
});
