import { expect, test } from '@jest/globals';
import { BundleEntries } from '../../../../lib/render/fhir/bundle-entries.ts';
import { type RenderedVersion, renderProvenance } from '../../../../lib/render/fhir/provenance.ts';
import { fullReport } from '../../../support/full-report.ts';
import { anOru } from '../../../support/messages.ts';
import { onlyPart } from '../../../support/normalized.ts';

const newContext = () => ({
  base: 'https://lab.test',
  entries: new BundleEntries({ ids: 'server', tag: undefined }),
  tag: undefined,
});

const part = onlyPart(anOru());
const version: RenderedVersion = {
  report: fullReport,
  version: 1,
  messageId: 'm1',
  createdAt: '2026-03-02T14:00:00.000Z',
};
const target = [{ reference: 'urn:uuid:report' }];

const rendered = (fields: Partial<RenderedVersion> = {}) =>
  renderProvenance({ ...version, ...fields }, target, newContext());

test('a version says what it is of, when it was made, by whom and from which message', () => {
  const participants = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type';
  expect(rendered()).toEqual({
    resourceType: 'Provenance',
    target,
    recorded: '2026-03-02T14:00:00.000Z',
    activity: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-DataOperation', code: 'CREATE' }],
    },
    agent: [
      {
        type: { coding: [{ system: participants, code: 'author' }] },
        who: { identifier: { system: 'https://lab.test/source', value: 'core-lis' }, display: 'core-lis' }, // MSH-3
      },
      { type: { coding: [{ system: participants, code: 'assembler' }] }, who: { display: 'Labwire' } },
    ],
    entity: [{ role: 'source', what: { identifier: { system: 'https://lab.test/message', value: 'm1' } } }],
  });
});

test.each([2, 3, 100])('version %d updates what was there', (number) => {
  expect(rendered({ version: number }).activity?.coding?.map(({ code }) => code)).toEqual(['UPDATE']);
});

const messagesOf = (fields: Partial<RenderedVersion>) =>
  rendered(fields).entity?.map(({ what }) => what?.identifier?.value);

test('the message that made the version comes first, each of the others once behind it', () => {
  const parts = ['m1', 'm2', 'm3', 'm2'].map((messageId) => ({ ...part, messageId }));
  expect(messagesOf({ messageId: 'm3', report: { ...fullReport, parts } })).toEqual(['m3', 'm1', 'm2']);
});

test('a message that brought no part, such as a merge, is named all the same', () => {
  const parts = [{ ...part, messageId: 'm1' }];
  expect(messagesOf({ messageId: 'merge', report: { ...fullReport, parts } })).toEqual(['merge', 'm1']);
});

test('each of the resources is a target, without what is said of it elsewhere', () => {
  const targets = [{ reference: 'urn:uuid:report', display: 'a report' }, { reference: 'urn:uuid:document' }];
  expect(renderProvenance(version, targets, newContext()).target).toEqual([
    { reference: 'urn:uuid:report' },
    { reference: 'urn:uuid:document' },
  ]);
});
