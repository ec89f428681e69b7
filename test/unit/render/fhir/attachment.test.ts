import { describe, expect, test } from '@jest/globals';
import { renderAttachment } from '../../../../lib/render/fhir/attachment.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('the data of an ED value', () => {
  test('Base64 stays as it is, with its type and title', () => {
    const document = { mediaType: 'application/pdf', encoding: 'Base64', data: base64('%PDF-1.4') };
    expect(renderAttachment(document, 'Report')).toEqual({
      contentType: 'application/pdf', // ED-2, ED-3
      data: base64('%PDF-1.4'), // ED-5
      title: 'Report',
    });
  });

  test.each(['base64', 'BASE64', 'Base64'])('the encoding may be written %s', (encoding) => {
    expect(renderAttachment({ encoding, data: 'YWI=' }, undefined)?.data).toBe('YWI='); // ED-4
  });

  test('Base64 that was broken into lines is one, and gets the end that FHIR wants', () => {
    expect(renderAttachment({ encoding: 'Base64', data: 'YWJj\r\nZA' }, undefined)?.data).toBe('YWJjZA==');
  });

  test.each([
    ['Hex', '6162'],
    ['hex', '61 62\n'],
    ['HEX', '6162'],
  ])('%s becomes Base64', (encoding, data) => {
    expect(renderAttachment({ encoding, data }, undefined)?.data).toBe(base64('ab')); // ED-5
  });

  test.each(['A', undefined, 'constructor'])(
    'data in the encoding %j is text, and becomes Base64',
    (encoding) => {
      expect(renderAttachment({ mediaType: 'text/plain', encoding, data: 'Größe\n' }, undefined)).toEqual({
        contentType: 'text/plain',
        data: base64('Größe\n'),
      });
    },
  );

  test.each([
    ['Base64', 'not base64!'],
    ['Base64', 'YWJjZ'],
    ['Base64', 'YW=J'],
    ['Hex', '616'],
    ['Hex', 'zz'],
  ])('data that is not the %s it claims to be is kept as the text that it is: %s', (encoding, data) => {
    expect(renderAttachment({ mediaType: 'application/pdf', encoding, data }, undefined)).toEqual({
      contentType: 'text/plain', // Attachment.contentType
      data: base64(data), // Attachment.data
    });
  });

  test('data without a type is called octets: FHIR requires a type', () => {
    expect(renderAttachment({ encoding: 'Base64', data: 'YWI=' }, undefined)?.contentType).toBe(
      'application/octet-stream', // Attachment.contentType
    );
  });

  test('a document of five megabytes is rendered at once', () => {
    const data = 'YWJj'.repeat(1_750_000);
    expect(renderAttachment({ encoding: 'Base64', data }, undefined)?.data).toBe(data);
  });
});

describe('the pointer of an RP value', () => {
  test.each([
    ['https://pacs.test/1', 'https://pacs.test/1'],
    ['https://pacs.test/a b', 'https://pacs.test/a%20b'],
    ['/images/1.pdf', '/images/1.pdf'],
    ['1.pdf', '1.pdf'],
  ])('%j is an address', (pointer, url) => {
    expect(renderAttachment({ pointer }, 'Scan')).toEqual({ url, title: 'Scan' }); // RP-1, Attachment.url
  });

  test.each(['ask the archive: 5', '\\\\server\\share'])('%j is none, and is said in words', (pointer) => {
    expect(renderAttachment({ pointer }, 'Scan')).toEqual({ title: `Scan: ${pointer}` }); // Attachment.title
    expect(renderAttachment({ pointer }, undefined)).toEqual({ title: pointer });
  });

  test('a pointer has no type unless one was sent', () => {
    expect(renderAttachment({ pointer: '1.pdf' }, undefined)).toEqual({ url: '1.pdf' });
    expect(renderAttachment({ pointer: '1.pdf', mediaType: 'application/pdf' }, undefined)).toEqual({
      contentType: 'application/pdf',
      url: '1.pdf',
    });
  });
});

test('a document that says nothing is none', () => {
  expect(renderAttachment({}, undefined)).toBeUndefined();
  expect(renderAttachment({ pointer: ' ' }, '\u0000')).toBeUndefined();
});
