import { describe, expect, test } from '@jest/globals';
import { html } from 'hono/html';
import { MemoryAuditLog } from '../../../lib/adapters/memory/audit-log.ts';
import type { Action, ActionOutcome } from '../../../lib/console/page.ts';
import { AdapterError } from '../../../lib/shared/adapter-error.ts';
import { aConsole, aConsoleSystem, aPage, aSession } from '../../support/console.ts';

const anAction = (overrides: Partial<Action> = {}): Action => ({
  name: 'reveal',
  roles: ['technician'],
  asksReason: true,
  prepare: async () => ({
    kind: 'ready',
    audit: { action: 'read', resourceType: 'Message', subject: 'm1', patients: ['p1'], count: 1 },
    carryOut: async () => ({ kind: 'shown', content: html`<p>the secret</p>` }),
  }),
  ...overrides,
});

describe('a page', () => {
  test('is shown to a role that it names, with links below the stage of the API', async () => {
    const answer = await aConsole([aPage()]).get('/shelf');
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).toContain('nothing is on the shelf');
    expect(text).toContain('href="/live/console/shelf" aria-current="page"');
    expect(text).toContain('All times in America/New_York (GMT-5).');
    expect(text).toContain('<link rel="icon" href="data:image/svg+xml,');
  });

  test('is refused to another role, with what to do, and is not in the navigation', async () => {
    const answer = await aConsole([aPage()], { session: aSession('auditor') }).get('/shelf');
    const text = await answer.text();
    expect(answer.status).toBe(403);
    expect(text).toContain('This page is for another role: technician.');
    expect(text).not.toContain('nothing is on the shelf');
    expect(text).not.toContain('/live/console/shelf"');
  });

  test('is not shown to somebody who is not signed in', async () => {
    const answer = await aConsole([aPage()], { session: null }).get('/shelf');
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/live/console/sign-in?next=%2Fshelf');
  });

  test('escapes words from outside', async () => {
    const page = aPage({ render: () => ({ content: html`<p>${'<script>alert(1)</script>'}</p>` }) });
    const session = aSession('technician', {
      person: { subject: 's', name: '<b>\u202eeve</b>', roles: ['technician'] },
    });
    const text = await (await aConsole([page], { session }).get('/shelf')).text();
    expect(text).toContain('&lt;script&gt;');
    expect(text).toContain('&lt;b&gt;\\u{202e}eve');
    expect(text).not.toContain('<script>alert');
  });

  test('is kept by no browser and runs no script without the nonce', async () => {
    const { headers } = await aConsole([aPage()]).get('/shelf');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'nonce-n0nce'; style-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'; trusted-types htmx");
    expect(policy).not.toContain('unsafe');
  });

  test('that fails tells the person nothing of the error', async () => {
    const page = aPage({
      render: () => {
        throw new Error('the table of Mrs Doe');
      },
    });
    const { get, failures } = aConsole([page]);
    const answer = await get('/shelf');
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('Doe');
    expect(failures).toHaveLength(1);
  });

  test('that is longer than can be sent says so instead', async () => {
    const page = aPage({ render: () => ({ content: html`<p>${'the secret '.repeat(450_000)}</p>` }) });
    const answer = await aConsole([page]).get('/shelf');
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).toContain('longer than can be sent');
    expect(text).not.toContain('the secret');
  });

  test('that does not exist is answered with 404', async () => {
    expect((await aConsole([aPage()]).get('/nowhere')).status).toBe(404);
  });
});

test('files that pages load are kept by browsers, under an address that their content makes', async () => {
  const { get } = aConsole([aPage()]);
  const text = await (await get('/shelf')).text();
  const path = /href="\/live\/console(\/assets\/[^"]+)"/.exec(text)?.[1] ?? '';
  const { headers } = await get(path);
  expect(headers.get('cache-control')).toContain('immutable');
  expect(headers.get('content-type')).toBe('text/css; charset=utf-8');
});

test.each([
  ['/shelf', {}, 200],
  ['/nowhere', {}, 404],
  ['/session', {}, 200],
  ['/shelf', { cookie: '' }, 303],
  ['/shelf', { cookie: '', 'hx-request': 'true' }, 401],
  ['/sign-in', {}, 303],
  ['/callback?code=x', {}, 403],
])('the answer to %s with %j is kept, framed and guessed at by no browser', async (path, more, status) => {
  const answer = await aConsole([aPage()]).get(path, more);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('strict-transport-security')).toContain('max-age=');
  expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});

describe('an action', () => {
  const reveal = { action: 'reveal', reason: 'the ward asks' };

  test('is written to the audit log, with the person and the reason, before its content is shown', async () => {
    const { system } = aConsoleSystem();
    const seen: number[] = [];
    const action = anAction({
      prepare: async () => ({
        kind: 'ready',
        audit: { action: 'read', resourceType: 'Message', subject: 'm1', patients: ['p1'], count: 1 },
        carryOut: async () => {
          seen.push(system.audit.entries.length);
          return { kind: 'shown', content: html`<p>the secret</p>` };
        },
      }),
    });
    const { post } = aConsole([aPage({ actions: [action] })], { system });
    const answer = await post('/shelf', reveal);
    expect(await answer.text()).toContain('the secret');
    expect(seen).toEqual([1]);
    expect(system.audit.entries).toEqual([
      expect.objectContaining({
        actor: 'technician-1',
        channel: 'console',
        reason: 'the ward asks',
        subject: 'm1',
        patientKey: 'p1',
      }),
    ]);
  });

  test('shows nothing if the audit log cannot be written', async () => {
    const audit = new MemoryAuditLog();
    audit.record = () => Promise.reject(new Error('the table is away'));
    const { post } = aConsole([aPage({ actions: [anAction()] })], {
      system: { ...aConsoleSystem().system, audit },
    });
    const answer = await post('/shelf', reveal);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('the secret');
  });

  test.each([
    ...[undefined, '', '  \t', '\u0000\u0007', '\u200b', '\u202e', '\u3164', '...'],
    'x'.repeat(501),
  ])('asks for a reason instead of taking %j', async (reason) => {
    const { post, system } = aConsole([aPage({ actions: [anAction()] })]);
    const answer = await post('/shelf', { action: 'reveal', of: 'm1', ...(reason && { reason }) });
    const text = await answer.text();
    expect(answer.status).toBe(400);
    expect(text).toContain('<input type="hidden" name="of" value="m1"');
    expect(text).not.toContain('the secret');
    expect((system.audit as MemoryAuditLog).entries).toEqual([]);
  });

  test.each([
    ['a wrong token', { csrf: 'the-tokem' }, {}, 403],
    ['an empty token', { csrf: '' }, {}, 403],
    ['a page of another site', {}, { 'sec-fetch-site': 'cross-site' }, 403],
    ['a page of a neighbour', {}, { 'sec-fetch-site': 'same-site' }, 403],
    ['another origin', {}, { origin: 'https://evil.test' }, 403],
    ['another kind of body', {}, { 'content-type': 'text/plain' }, 415],
    ['a body that no form of ours has', { more: 'x'.repeat(70_000) }, {}, 413],
    ['a name that no action has', { action: 'constructor' }, {}, 400],
  ])('is refused with %s', async (_what, fields, headers, status) => {
    const { post, system } = aConsole([aPage({ actions: [anAction()] })]);
    const answer = await post('/shelf', { ...reveal, ...fields }, headers);
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toContain('the secret');
    expect((system.audit as MemoryAuditLog).entries).toEqual([]);
  });

  test('is refused to a role that may see the page but not do it', async () => {
    const { post } = aConsole([aPage({ actions: [anAction({ roles: ['supervisor'] })] })]);
    expect((await post('/shelf', reveal)).status).toBe(403);
  });

  test('on a page that is older than what it shows is answered with 409 and not written down', async () => {
    const action = anAction({
      prepare: async () => ({ kind: 'refused', status: 409, content: html`<p>released at 06:02</p>` }),
    });
    const { post, system } = aConsole([aPage({ actions: [action] })]);
    const answer = await post('/shelf', reveal);
    expect(answer.status).toBe(409);
    expect(await answer.text()).toContain('released at 06:02');
    expect((system.audit as MemoryAuditLog).entries).toEqual([]);
  });

  test('that is refused or fails after it was written down has a second entry, with the status', async () => {
    const release = (carryOut: () => Promise<ActionOutcome>) =>
      anAction({
        prepare: async () => ({
          kind: 'ready',
          audit: { action: 'release', resourceType: 'Message', subject: 'm1', patients: ['p1'], count: 1 },
          carryOut,
        }),
      });
    const entriesOf = async (carryOut: () => Promise<ActionOutcome>) => {
      const { post, system } = aConsole([aPage({ actions: [release(carryOut)] })]);
      const { status } = await post('/shelf', reveal);
      const { entries } = system.audit as MemoryAuditLog;
      expect(new Set(entries.map(({ requestId }) => requestId)).size).toBe(entries.length);
      return [status, ...entries.map((entry) => [entry.action, entry.count, entry.status])];
    };
    const asked = ['release', 1, undefined];
    const slower = async () => ({ kind: 'shown', status: 409, content: html`<p>too late</p>` }) as const;
    expect(await entriesOf(slower)).toEqual([409, asked, ['release', 0, 409]]);
    const away = () => Promise.reject(new AdapterError('NotQueued', 'transient', 'away'));
    expect(await entriesOf(away)).toEqual([503, asked, ['release', 0, 503]]);
    expect(await entriesOf(async () => ({ kind: 'done', next: '/shelf' }))).toEqual([303, asked]);
  });

  test('that changes something leads to a page that can be reloaded', async () => {
    const action = anAction({
      prepare: async () => ({
        kind: 'ready',
        audit: { action: 'release', resourceType: 'Message', subject: 'm1', patients: [], count: 1 },
        carryOut: async () => ({ kind: 'done', next: '/shelf?done=m1' }),
      }),
    });
    const { post } = aConsole([aPage({ actions: [action] })]);
    const answer = await post('/shelf', reveal);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/live/console/shelf?done=m1');
  });
});
