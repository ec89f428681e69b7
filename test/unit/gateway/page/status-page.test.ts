import { describe, expect, test } from '@jest/globals';
import type { PageState } from '../../../../gateway/page/state.ts';
import { statusPage } from '../../../../gateway/page/status-page.ts';
import { aPageState } from '../../../support/gateway-page.ts';

const textOf = async (state: Partial<PageState> = {}): Promise<string> =>
  String(await statusPage(aPageState(state), { assets: [], version: '9.9.9' }));

describe('the page', () => {
  test('says that nothing is wrong, what waits, and which version runs', async () => {
    const text = await textOf();
    expect(text).toContain('Nothing is wrong');
    expect(text).toContain('11 of 1024 MB');
    expect(text).toContain('9.9.9');
    expect(text).toContain('Nothing unusual has happened since the start.');
    expect(text).not.toMatch(/<script|<form|htmx\.min/);
  });

  test('says what is wrong, and shows words of the site as text', async () => {
    const text = await textOf({ silent: ['<b>x</b>'], unready: 'spool-not-read', spool: undefined });
    expect(text).toContain('Something is wrong');
    expect(text).toContain('The disk cannot be read.');
    expect(text).toContain('&lt;b&gt;x&lt;/b&gt; is silent.');
  });

  test('says that nothing waits where every channel relays', async () => {
    expect(await textOf({ spool: undefined })).toContain('Nothing waits here');
  });
});
