import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { splitMessages } from '@labwire/hl7/message/batch';
import type { Bundle, Observation } from '@medplum/fhirtypes';
import type { ReportVersion } from '../../lib/model/report.ts';
import { type BundleOptions, renderBundle } from '../../lib/render/fhir/bundle.ts';
import { toFhirJson } from '../../lib/render/fhir/json.ts';
import { type EhrServer, startEhr } from '../../local/ehr/server.ts';
import { corpusFiles, withCorpus } from '../support/corpus.ts';
import { resourcesOf, validateBundle } from '../support/fhir.ts';
import { aMemoryCloud } from '../support/memory-cloud.ts';
import { aSite } from '../support/site.ts';
import { leastOf, sample } from '../support/size.ts';

/** Every update that every message of the corpus makes, as the transaction that an EHR gets. */
withCorpus.describe('the updates of the whole corpus', () => {
  let ehr: EhrServer;
  let updates: readonly ReportVersion[];
  const site = aSite({ sources: [{ id: 'any', kind: 'lis', deliver: ['P', 'T', 'D'] }] });

  beforeAll(async () => {
    ehr = await startEhr({});
    const cloud = aMemoryCloud(site);
    for (const { bytes } of sample(corpusFiles(/./)))
      for (const message of splitMessages(bytes)) await cloud.run(message).catch(() => undefined);
    updates = cloud.updates.updates.flatMap(({ update }) => update.content ?? []);
  });
  afterAll(() => ehr.stop());

  test('are valid FHIR R4, and have an Observation for each result', () => {
    let results = 0;
    let observations = 0;
    for (const version of updates) {
      const bundle = renderBundle(version, site.laboratory);
      validateBundle(bundle);
      const rendered = resourcesOf<Observation>(bundle, 'Observation');
      // results whose slot is no more are told once more, as entered in error
      const expected = version.report.observations.length + (version.retired ?? []).length;
      expect(rendered).toHaveLength(expected);
      expect(new Set(bundle.entry?.map(({ fullUrl }) => fullUrl)).size).toBe(bundle.entry?.length);
      results += expected;
      observations += rendered.length;
    }
    expect(observations).toBe(results);
    expect(updates.length).toBeGreaterThan(leastOf(600));
    process.stdout.write(
      `${updates.length} updates of the corpus: ${results} results in reports, ${observations} Observations in bundles, 0 invalid\n`,
    );
  });

  test.each<[string, Partial<BundleOptions>]>([
    ['with ids of the server', {}],
    ['with derived ids', { ids: 'derived' }],
    ['where the EHR keeps its patients', { patients: 'create' }],
  ])('go into a FHIR server, and a second time change nothing: %s', async (_, options) => {
    let entries = 0;
    let made = 0;
    for (const version of updates.slice(
      0,
      options.ids === undefined && options.patients === undefined ? undefined : 200,
    )) {
      const body = toFhirJson(renderBundle(version, { ...site.laboratory, ...options }));
      const first = await post(body);
      const second = await post(body);
      expect(second.map(({ status }) => status)).toEqual(second.map(() => '200'));
      expect(second.map(({ etag }) => etag)).toEqual(first.map(({ etag }) => etag));
      expect(second.map(({ location }) => location)).toEqual(first.map(({ location }) => location));
      entries += first.length;
      made += first.filter(({ status }) => status === '201').length;
    }
    process.stdout.write(
      `${entries} entries posted twice: ${made} resources new, none touched by the second time\n`,
    );
  });

  async function post(body: string) {
    const response = await fetch(ehr.url, {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body,
    });
    const answer = (await response.json()) as Bundle;
    expect([response.status, response.status === 200 ? '' : JSON.stringify(answer)]).toEqual([200, '']);
    return (answer.entry ?? []).map(({ response: one }) => ({ ...one }));
  }
});
