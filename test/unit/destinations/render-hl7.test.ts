import { describe, expect, test } from '@jest/globals';
import { renderHl7Update } from '../../../lib/destinations/render-hl7.ts';
import type { ScriptOutcome } from '../../../lib/normalize/transform/script-runner.ts';
import { compileScripts } from '../../../lib/site/compile-scripts.ts';
import { aDestination, dependencies } from '../../support/destinations.ts';
import { anOru } from '../../support/messages.ts';
import { asVersion, reportOf } from '../../support/normalized.ts';
import { aSite } from '../../support/site.ts';

const translations = [{ code: 'GLU', to: { code: '4711', system: 'EHR' } }];

function asHl7(hl7: object, outcome?: ScriptOutcome, patient: Readonly<Record<number, string>> = {}) {
  const config = aDestination({ kind: 'hl7-http', url: 'https://engine.test', hl7 });
  return renderHl7Update(
    asVersion(reportOf(anOru({ patient }))),
    { ...config, translations },
    { ...dependencies, runScript: outcome && (async () => outcome) },
  );
}

const script = { script: 'scripts/to-ehr.ts' };
const done = { kind: 'done', text: 'MSH|changed', isChanged: true, added: 0, removed: 0 } as const;

describe('an update in HL7 v2', () => {
  test('has the codes of the destination first', async () => {
    expect(Buffer.from(await asHl7({})).toString()).toContain('|4711^^EHR^GLU^Glucose^L|');
  });

  test("is what the destination's script makes of it", async () => {
    expect(Buffer.from(await asHl7(script, done)).toString()).toBe('MSH|changed');
  });

  test.each<[string, ScriptOutcome]>([
    ['fails', { kind: 'threw' }],
    ['takes too long', { kind: 'timeout' }],
    ['adds a result', { ...done, added: 1 }],
    ['takes a result out', { ...done, removed: 1 }],
  ])('waits for a person where the script %s', async (_, outcome) => {
    await expect(asHl7(script, outcome)).rejects.toMatchObject({
      code: 'ScriptFailed',
      disposition: 'permanent',
    });
  });

  test('waits for a person where its character set cannot say it', async () => {
    await expect(asHl7({ charset: 'ASCII' }, undefined, { 5: 'Иванов^Иван' })).rejects.toMatchObject({
      code: 'NotInCharacterSet',
      disposition: 'permanent',
    });
  });

  test("a destination's script that is not there is a problem of the site", () => {
    const compiled = compileScripts(
      '/nonexistent',
      aSite({ destinations: [{ id: 'engine', kind: 'hl7-http', url: 'https://engine.test', hl7: script }] }),
    );
    expect(compiled.ok ? [] : compiled.problems).toEqual([
      { path: 'destinations[0].hl7.script', message: "there is no scripts/to-ehr.ts in the site's folder" },
    ]);
  });
});
