import { describe, expect, test } from '@jest/globals';
import { MemoryIdentityStore } from '../../../../lib/adapters/memory/identity-store.ts';
import {
  followLinks,
  linkPartsOf,
  linkPartsOfAll,
  patientsOf,
  survivorsIn,
} from '../../../../lib/app/file/known-links.ts';
import type { Patient, PatientLink } from '../../../../lib/model/patient.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart, reportOf } from '../../../support/normalized.ts';

function aPatient(number: string): Patient {
  const { patient } = onlyPart(anOru({ patient: { 3: `${number}^^^RIVERSIDE^MR` } }));
  if (patient === undefined) throw new Error('nobody');
  return patient;
}

const [a, b, c, d] = ['1', '2', '3', '4'].map(aPatient) as [Patient, Patient, Patient, Patient];

function aLink(survivor: Patient, minute: number, rule?: PatientLink['rule']): PatientLink {
  const time = Date.UTC(2026, 2, 2, 14, minute);
  return {
    survivor,
    ...(rule === undefined ? {} : { rule }),
    messageId: `link-${minute}`,
    source: 'adt',
    at: 'MRG[1]-1[1]',
    watermark: { statusTime: time, messageTime: time, receivedTime: time },
  };
}

/** A store with these links, and how often it was asked. */
async function aStore(links: readonly (readonly [Patient, PatientLink])[]) {
  const store = new MemoryIdentityStore();
  for (const [retired, link] of links) await store.link(retired.key, link);
  const asked: string[][] = [];
  return {
    asked,
    find: (names: Parameters<MemoryIdentityStore['find']>[0]) => {
      asked.push([...names.patients]);
      return store.find(names);
    },
  };
}

describe('links are followed', () => {
  test('step by step, to the last survivor', async () => {
    const store = await aStore([
      [a, aLink(b, 1)],
      [b, aLink(c, 2)],
    ]);
    const links = await followLinks(new Map(), [a.key], store);
    expect([...links.keys()].toSorted()).toEqual([a.key, b.key].toSorted());
    expect(store.asked).toEqual([[a.key], [b.key], [c.key]]);
  });

  test('without a request where nobody is asked for', async () => {
    const store = await aStore([]);
    await followLinks(new Map(), [], store);
    expect(store.asked).toEqual([]);
  });

  test('no key is asked for twice, not even in a circle', async () => {
    const store = await aStore([
      [a, aLink(b, 1)],
      [b, aLink(a, 2)],
    ]);
    await followLinks(new Map(), [a.key, a.key], store);
    expect(store.asked).toEqual([[a.key], [b.key]]);
  });

  test('also to the numbers that were retired together', async () => {
    const store = await aStore([
      [a, aLink(b, 1, { with: [d.key] })],
      [d, aLink(c, 2)],
    ]);
    const links = await followLinks(new Map(), [a.key], store);
    expect(links.has(d.key)).toBe(true);
  });

  test('what was asked before is not asked again', async () => {
    const store = await aStore([[a, aLink(b, 1)]]);
    await followLinks(new Map([[a.key, [aLink(b, 1)]]]), [a.key], store, [a.key]);
    expect(store.asked).toEqual([[b.key]]);
  });
});

test('the survivors are those that no later merge retired', async () => {
  const links = new Map([
    [a.key, [aLink(b, 1)]],
    [b.key, [aLink(c, 2)]],
  ]);
  expect(
    survivorsIn(links)
      .map(({ key }) => key)
      .toSorted(),
  ).toEqual([b.key, c.key].toSorted());
});

describe('links as parts', () => {
  test('lead on from one patient, each once', () => {
    const links = new Map([
      [a.key, [aLink(b, 1)]],
      [b.key, [aLink(c, 2), aLink(d, 3)]],
    ]);
    expect(linkPartsOf(a, links).map(({ messageId, replaces }) => [messageId, replaces])).toEqual([
      ['link-1', a.key],
      ['link-2', b.key],
      ['link-3', b.key],
    ]);
    expect(linkPartsOf(c, links)).toEqual([]);
  });

  test('of a circle come to an end', () => {
    const links = new Map([
      [a.key, [aLink(b, 1)]],
      [b.key, [aLink(a, 2)]],
    ]);
    expect(linkPartsOf(a, links).length).toBe(2);
  });

  test('of several patients are read together, each once', async () => {
    const store = await aStore([
      [a, aLink(c, 1)],
      [b, aLink(c, 2)],
      [c, aLink(d, 3)],
    ]);
    const parts = await linkPartsOfAll([a, b], store);
    expect(parts.map(({ messageId }) => messageId).toSorted()).toEqual(['link-1', 'link-2', 'link-3']);
    expect(store.asked[0]?.toSorted()).toEqual([a.key, b.key].toSorted());
  });
});

test('the patients of a report are those of its parts', () => {
  expect(patientsOf(reportOf(anOru())).map(({ names }) => names[0]?.family)).toEqual(['Okafor']);
  expect(patientsOf(reportOf(anOru({ patient: { 3: '' } })))).toEqual([]);
});
