import { describe, expect, test } from '@jest/globals';
import { stateSeen } from '../../../../lib/app/operate/ask-release.ts';
import { normalizeMessage } from '../../../../lib/app/process/normalize-message.ts';
import { holdPage } from '../../../../lib/console/pages/hold.ts';
import { waitingPage } from '../../../../lib/console/pages/waiting.ts';
import type { Role } from '../../../../lib/model/role.ts';
import type { Interpreter } from '../../../../lib/ports/interpreter.ts';
import { AdapterError } from '../../../../lib/shared/adapter-error.ts';
import { aConsole, aConsoleSystem, aSession } from '../../../support/console.ts';
import { anOru } from '../../../support/messages.ts';
import { aSite } from '../../../support/site.ts';

async function aHeldMessage(
  patient: Readonly<Record<number, string>> = { 3: 'UNKNOWN' },
  interpreter: Partial<Interpreter> = {},
) {
  const made = aConsoleSystem();
  const operated = {
    ...made,
    system: { ...made.system, interpreter: { ...made.system.interpreter, ...interpreter } },
  };
  const id = await operated.take(anOru({ patient }));
  const as = (role: Role) => {
    const { get, post } = aConsole([holdPage], { system: operated.system, session: aSession(role) });
    const path = `/waiting/${id}`;
    return {
      look: async () => (await get(path)).text(),
      send: (fields: Readonly<Record<string, string>>) => post(path, fields),
      get,
    };
  };
  const seenIn = (text: string): string => /name="seen" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const compare = async (role: Role) =>
    (await as(role).send({ action: 'compare', reason: 'ward asks' })).text();
  const work = async () => {
    for (const entry of operated.cloud.inbound.entries.filter(({ occasion }) => occasion === 'asked'))
      await normalizeMessage(entry.messageId, operated.system, entry);
  };
  return { ...operated, id, as, seenIn, compare, work };
}

describe('a held message', () => {
  test('is shown with why and what to do, without patient data', async () => {
    const { as } = await aHeldMessage();
    const text = await as('technician').look();
    expect(text).toContain('the patient number is one that stands for nobody');
    expect(text).not.toContain('charts may still show');
    expect(text).toContain('Show the change');
    expect(text).not.toMatch(/Okafor|19840317|GLU|93/);
  });

  test('shows its change for a reason, which is in the audit log first', async () => {
    const { compare, system, id } = await aHeldMessage();
    const text = await compare('technician');
    expect(text).toContain('<ins>93 mg/dL, final</ins>');
    expect(text).toContain('Destinations are then sent the report.');
    expect(system.audit.entries).toMatchObject([
      { actor: 'technician-1', channel: 'console', action: 'read', subject: id, reason: 'ward asks' },
    ]);
  });

  test('is compared with what charts show, not with the version that is held', async () => {
    const operated = aConsoleSystem(
      aSite({
        sources: [
          {
            ...{ id: 'core-lis', kind: 'lis', unmarkedCorrections: 'hold' },
            sender: { application: 'CORELIS', facility: 'RIVERSIDE' },
          },
        ],
      }),
    );
    await operated.take(anOru({ results: [{ 5: '93' }] }));
    const id = await operated.take(anOru({ header: { 10: '2' }, results: [{ 5: '39' }] }));
    const { post } = aConsole([holdPage], { system: operated.system, session: aSession('technician') });
    const text = await (await post(`/waiting/${id}`, { action: 'compare', reason: 'ward asks' })).text();
    expect(text).toContain('charts may still show the older value');
    expect(text).toContain('charts show version 1');
    expect(text).toContain('<del>93 mg/dL, final</del>');
    expect(text).toContain('<ins>39 mg/dL, corrected</ins>');
  });

  test('that contradicts its order and report shows every patient, with a link to who says so', async () => {
    const operated = aConsoleSystem();
    const order = { 2: 'P-9', 3: 'F-9^CORELIS' };
    const cruz = { 3: '810001^^^RIVERSIDE^MR', 5: 'Cruz^Bela', 7: '19481205' };
    await operated.take(anOru({ header: { 10: '1' }, patient: cruz, order }));
    const deng = { 3: '810003^^^RIVERSIDE^MR', 5: 'Deng^Ilse', 7: '19710102' };
    const id = await operated.take(anOru({ header: { 10: '2' }, patient: deng, order }));
    const { get, post } = aConsole([holdPage], {
      system: operated.system,
      session: aSession('technician'),
    });
    expect(await (await get(`/waiting/${id}`)).text()).not.toMatch(/Cruz|Deng/);
    const text = await (await post(`/waiting/${id}`, { action: 'compare', reason: 'ward asks' })).text();
    const rows = text.slice(text.indexOf('Whose result it may be'), text.indexOf('What a release'));
    expect(rows).toMatch(/this message.*Deng, Ilse.*1971-01-02.*810003/s);
    expect(rows).toMatch(/a report .*messages\?report=.*Cruz, Bela.*1948-12-05.*810001/s);
    const audited = operated.system.audit.entries.map(({ patientKey }) => patientKey);
    expect(new Set(audited).size).toBe(2);
  });

  test('shows all its reasons in the list and on its page, and one release lifts them', async () => {
    const operated = aConsoleSystem(
      aSite({
        sources: [
          {
            ...{ id: 'core-lis', kind: 'lis', unmapped: 'hold', unmatchedOrders: 'hold' },
            sender: { application: 'CORELIS', facility: 'RIVERSIDE' },
          },
        ],
      }),
    );
    const id = await operated.take(anOru());
    expect((await operated.system.messages.record(id))?.ledger).toMatchObject({ stored: 0, received: 1 });
    const session = aSession('technician');
    const { get, post } = aConsole([waitingPage, holdPage], { system: operated.system, session });
    for (const path of ['/waiting', `/waiting/${id}`]) {
      const text = await (await get(path)).text();
      for (const reason of ['unmapped-code', 'unmatched-order']) expect(text).toContain(reason);
    }
    const change = await (await post(`/waiting/${id}`, { action: 'compare', reason: 'ward asks' })).text();
    expect(change).toContain('The release lifts unmapped-code, unmatched-order.');
    expect(change).toContain('Destinations are then sent the report.');
  });

  test('that would stay held for another reason is not said to be sent', async () => {
    const operated = aConsoleSystem(
      aSite({
        sources: [
          {
            ...{ id: 'core-lis', kind: 'lis', unmapped: 'hold' },
            sender: { application: 'CORELIS', facility: 'RIVERSIDE' },
          },
        ],
      }),
    );
    const id = await operated.take(anOru({ header: { 11: 'T' } }));
    const { post } = aConsole([holdPage], { system: operated.system, session: aSession('technician') });
    const text = await (await post(`/waiting/${id}`, { action: 'compare', reason: 'ward asks' })).text();
    expect(text).toContain('It stays held for processing-id');
    expect(text).toContain('Nothing is then sent to destinations.');
    expect(text).not.toContain('are then sent');
  });

  test('shows its change to nobody without a reason, and not to a viewer', async () => {
    const { as, system } = await aHeldMessage();
    const asked = await as('technician').send({ action: 'compare', reason: ' ' });
    expect(asked.status).toBe(400);
    expect(await asked.text()).not.toContain('<ins>');
    expect((await as('viewer').send({ action: 'compare', reason: 'curious' })).status).toBe(403);
    expect(await as('viewer').look()).toContain('You cannot look at the change');
    expect(system.audit.entries).toEqual([]);
  });

  test('cannot be released if it waits for what is missing', async () => {
    const { as } = await aHeldMessage({ 3: '' });
    expect(await as('supervisor').look()).toContain('A release cannot lift no-patient');
  });

  test('that is not there is said to be unknown', async () => {
    const { as } = await aHeldMessage();
    const answer = await as('viewer').get('/waiting/nobody');
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('There is no message with this id.');
  });
});

describe('a change that cannot be worked out', () => {
  const away = {
    rehearse: () => Promise.reject(new AdapterError('NotInterpreted', 'transient', 'no answer')),
  };

  test.each(['compare', 'release'])(
    'is no change: %s says so, and nothing is shown or asked for',
    async (action) => {
      const { as, system, cloud, id } = await aHeldMessage({ 3: 'UNKNOWN' }, away);
      const record = await system.messages.record(id);
      const seen = record === undefined ? '' : stateSeen(record);
      const answer = await as('technician').send({ action, reason: 'ward asks', seen });
      expect(answer.status).toBe(503);
      const text = await answer.text();
      expect(text).toContain(
        'The change could not be worked out, so nothing was shown and nothing was released.',
      );
      expect(text).not.toContain('<ins>');
      // it can be tried again from there
      expect(text).toContain('Show the change');
      expect(system.audit.entries).toEqual([]);
      expect(cloud.inbound.entries.filter(({ occasion }) => occasion === 'asked')).toEqual([]);
    },
  );
});

describe('a release', () => {
  test('is queued, and the page then says who asked and what came of it', async () => {
    const { as, compare, seenIn, work, system } = await aHeldMessage();
    const seen = seenIn(await compare('technician'));
    const answer = await as('technician').send({ action: 'release', reason: 'number is real', seen });
    expect(answer.status).toBe(303);
    const waiting = await as('viewer').look();
    expect(waiting).toContain('Invented technician asked for the release of placeholder-number');
    expect(waiting).toContain('Look again</a>');
    expect(system.audit.entries.at(-1)).toMatchObject({ action: 'release', reason: 'number is real' });
    await work();
    const text = await as('viewer').look();
    expect(text).toContain('Nothing of this message is held.');
    expect(text).toContain('Invented technician released placeholder-number: number is real');
  });

  test('of a page that is older than the message is refused, with what has changed', async () => {
    const { as, compare, seenIn, cloud } = await aHeldMessage();
    const seen = seenIn(await compare('technician'));
    await as('technician').send({ action: 'release', reason: 'number is real', seen });
    const second = await as('supervisor').send({ action: 'release', reason: 'I think so too', seen });
    expect(second.status).toBe(409);
    const text = await second.text();
    expect(text).toContain('the message has changed since you opened it');
    expect(text).toContain('Invented technician asked for the release');
    expect(cloud.inbound.entries.filter(({ occasion }) => occasion === 'asked')).toHaveLength(1);
  });

  test('by two people at once is won by one', async () => {
    const { as, compare, seenIn, cloud } = await aHeldMessage();
    const seen = seenIn(await compare('technician'));
    const both = await Promise.all(
      (['technician', 'supervisor'] as const).map((role) =>
        as(role).send({ action: 'release', reason: 'number is real', seen }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(cloud.inbound.entries.filter(({ occasion }) => occasion === 'asked')).toHaveLength(1);
  });

  test('that is overtaken after its audit entry has a second entry, which says so', async () => {
    const { as, compare, seenIn, system } = await aHeldMessage();
    const wish = { action: 'release', reason: 'number is real', seen: seenIn(await compare('technician')) };
    const record = system.audit.record.bind(system.audit);
    system.audit.record = async (entry) => {
      await record(entry);
      if (entry.actor === 'supervisor-1' && entry.status === undefined) await as('technician').send(wish);
    };
    expect((await as('supervisor').send(wish)).status).toBe(409);
    const written = system.audit.entries.filter(({ action }) => action === 'release');
    expect(written.map(({ actor, status }) => [actor, status])).toEqual([
      ['supervisor-1', undefined],
      ['technician-1', undefined],
      ['supervisor-1', 409],
    ]);
  });

  test('is refused to a role that may only look', async () => {
    const { as, compare, seenIn } = await aHeldMessage();
    const text = await compare('integrator');
    expect(text).toContain(
      'You cannot release it. It needs the role technician or supervisor; you have the role integrator.',
    );
    const seen = seenIn(await compare('technician'));
    expect((await as('integrator').send({ action: 'release', reason: 'x', seen })).status).toBe(403);
  });
});
