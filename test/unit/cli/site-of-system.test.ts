import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { UsageError } from '../../../cli/exit.ts';
import { exampleSite, siteForFiles, siteOfSystem } from '../../../cli/site-of-system.ts';
import type { SystemDescription } from '../../../cli/system-file.ts';
import { loadSite } from '../../../lib/site/load-site.ts';
import { qualityVersionOf } from '../../../lib/site/quality/quality-version.ts';
import type { ScriptProgram } from '../../../lib/site/script-program.ts';
import { siteVersionOf } from '../../../lib/site/site-version.ts';
import { captured } from '../../support/captured.ts';
import { runCli } from '../../support/cli.ts';

const example = join(exampleSite, '../examples/01-metabolic-panel.hl7');
const folder = mkdtempSync(join(tmpdir(), 'labwire-site-of-'));

/** A site's folder, with its version. */
function aSiteFolder(name: string): { readonly path: string; readonly version: string } {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  // JSON is YAML
  const site = {
    laboratory: { name, system: 'https://lab.test', timeZone: 'UTC' },
    sources: [{ id: 'lis', kind: 'lis', sender: { application: name } }],
  };
  writeFileSync(join(path, 'site.yaml'), JSON.stringify(site));
  const loaded = loadSite(path);
  if (!loaded.ok) throw new Error('the site of the test has problems');
  return { path, version: loaded.version };
}

const own = aSiteFolder('own');
const other = aSiteFolder('other');

const aSystem = (site: SystemDescription['site']): SystemDescription => ({
  ...{ region: 'eu-central-1', table: 't', bucket: 'b', inboundQueue: 'q', metricsNamespace: 'Labwire' },
  ...{
    site,
    updateQueues: {},
    workQueues: {},
    resultQueues: {},
    notificationQueues: {},
    exportQueues: {},
    deadLetterQueues: {},
  },
});

const running = aSystem({ version: own.version, folder: own.path });

/** The name of the laboratory whose site is used, or the refusal; and what is said to the person. */
async function used(
  system: SystemDescription,
  options: Parameters<typeof siteOfSystem>[1],
  writes: boolean,
): Promise<readonly [string, string]> {
  let name = '';
  const { stderr } = await captured(() => {
    try {
      name = siteOfSystem(system, options, { writes }).site.laboratory.name;
    } catch (cause) {
      if (!(cause instanceof UsageError)) throw cause;
      name = cause.message;
    }
  });
  return [name, stderr];
}

describe('a command on a system', () => {
  test.each([true, false])('uses the site that the system runs (writes: %p)', async (writes) => {
    expect(await used(running, {}, writes)).toEqual(['own', '']);
    expect(await used(running, { site: own.path }, writes)).toEqual(['own', '']);
  });

  test('that only reads uses another site that was named, and says so', async () => {
    const [name, said] = await used(running, { site: other.path }, false);
    expect(name).toBe('other');
    expect(said).toContain(`has version ${other.version}, and the system runs version ${own.version}`);
  });

  test('that writes refuses another site, unless it was told to act all the same', async () => {
    const [refusal] = await used(running, { site: other.path }, true);
    expect(refusal).toContain(`the system runs version ${own.version}: deploy this site first`);
    expect(refusal).toContain('--other-site');
    expect((await used(running, { site: other.path, otherSite: true }, true))[0]).toBe('other');
  });

  test('that writes refuses a folder that was changed after the deployment', async () => {
    const system = aSystem({ version: 'deployed', folder: own.path });
    expect((await used(system, {}, true))[0]).toContain('the system runs version deployed');
    expect((await used(system, {}, false))[0]).toBe('own');
  });

  test('of an earlier release needs the site by name, and writes only if it was told to', async () => {
    expect((await used(aSystem(undefined), {}, false))[0]).toContain('give the folder with --site');
    expect((await used(aSystem(undefined), { site: own.path }, false))[0]).toBe('own');
    expect((await used(aSystem(undefined), { site: own.path }, true))[0]).toContain('--other-site');
  });

  test('whose site is not on this machine says which it is', async () => {
    const [refusal] = await used(aSystem({ version: 'v1', folder: 'no-such-site' }), {}, false);
    expect(refusal).toMatch(/runs the site no-such-site \(version v1\), and .* is not on this machine/);
  });

  test('finds a folder that is not absolute in this checkout', async () => {
    const loaded = loadSite(exampleSite);
    const version = loaded.ok ? loaded.version : '';
    expect(await used(aSystem({ version, folder: 'site' }), {}, true)).toEqual([
      'Riverside Example Laboratory',
      '',
    ]);
  });
});

describe('a command on a system that judges by other quality files', () => {
  const system = aSystem({ version: own.version, quality: 'deployed', folder: own.path });
  const words = (effect: Parameters<typeof siteOfSystem>[2], otherSite = false) =>
    captured(() => siteOfSystem(system, { otherSite }, effect).site.laboratory.name);

  test('that only reads, or that proposes a change of them, says so', async () => {
    for (const effect of [{ writes: false }, { writes: true, proposes: true as const }])
      expect((await words(effect)).stderr).toMatch(
        /have version \w{12}, and the system judges by version deployed/,
      );
  });

  test('that writes refuses them, unless it was told to act all the same', async () => {
    expect((await used(system, {}, true))[0]).toContain('judges by version deployed: deploy this site first');
    expect((await used(system, { otherSite: true }, true))[0]).toBe('own');
  });

  test('that proposes refuses another site', async () => {
    const other = aSystem({ version: 'deployed', quality: 'deployed', folder: own.path });
    expect(() => siteOfSystem(other, {}, { writes: true, proposes: true })).toThrow('runs version deployed');
  });

  test('of the same quality files says nothing', async () => {
    const same = aSystem({ ...{ version: own.version, folder: own.path }, quality: qualityVersionOf() });
    expect(await used(same, {}, true)).toEqual(['own', '']);
  });
});

describe('a checked site that was written with the template', () => {
  const loaded = loadSite(exampleSite);
  if (!loaded.ok) throw new Error('the example site has problems');
  const { site, version: siteVersion, scripts } = loaded;
  const written = join(folder, 'site.json');
  writeFileSync(written, JSON.stringify({ site, siteVersion }));
  const system = aSystem({ version: siteVersion, folder: written });

  test('is not used without the scripts that it names', async () => {
    expect((await used(system, {}, true))[0]).toContain('there is no scripts.json beside it');
    writeFileSync(join(folder, 'scripts.json'), JSON.stringify(scripts));
    expect(siteOfSystem(system, {}, { writes: true }).scripts).toEqual(scripts);
  });

  test('is refused if it was changed, whatever version it gives itself', async () => {
    const renamed = { ...site, laboratory: { ...site.laboratory, name: 'Renamed' } };
    const script = { ...scripts, code: '' };
    for (const changed of [
      { site: renamed, siteVersion, scripts },
      { site, siteVersion, scripts: script },
      { site, siteVersion: 'v1', scripts },
    ]) {
      writeFileSync(written, JSON.stringify(changed));
      expect((await used(system, { site: written, otherSite: true }, true))[0]).toContain(
        'does not match its version',
      );
    }
  });

  test('has its scripts as data: a text that would be a program of ours is refused, and not run', async () => {
    const proof = join(folder, 'proof');
    const program = `require('node:fs').writeFileSync(${JSON.stringify(proof)}, '')`;
    for (const stranger of [program, { code: program }, [program], 7]) {
      writeFileSync(written, JSON.stringify({ site, siteVersion, scripts: stranger }));
      const { code, stderr } = await runCli(['normalize', example, '--site', written]);
      expect([code, stderr]).toEqual([2, expect.stringContaining('cannot read the scripts of the site')]);
    }
    expect(existsSync(proof)).toBe(false);
  });

  test('of a stranger has its program in the engine, where there is nothing of this process', async () => {
    const proof = join(folder, 'proof');
    const program = {
      map: scripts?.map,
      code: `require('node:fs').writeFileSync(${JSON.stringify(proof)}, '')`,
    };
    const message = join(folder, 'hema.hl7');
    writeFileSync(
      message,
      'MSH|^~\\&|HEMA1|RIVERSIDE|||20260302||ORU^R01|1|P|2.5.1\rPID|1||1^^^R^MR\rOBR|1|1|2|CBC\rOBX|1|NM|WBC||7|10*3/uL|||||F\r',
    );
    const stranger = { site, siteVersion: siteVersionOf(site, program as ScriptProgram), scripts: program };
    writeFileSync(written, JSON.stringify(stranger));
    await runCli(['normalize', message, '--site', written]);
    expect(existsSync(proof)).toBe(false);
  });

  test.each(['{}', 'null', '[]', '{"site":{},"siteVersion":1}', 'no JSON'])('%s is none', async (text) => {
    writeFileSync(written, text);
    expect((await used(system, {}, false))[0]).toContain('cannot read the site in');
  });
});

describe('a command on files', () => {
  const file = join(folder, 'system.json');
  writeFileSync(file, JSON.stringify(running));
  const nameOf = (options: Parameters<typeof siteForFiles>[0]) => siteForFiles(options).site.laboratory.name;

  test('reads by the site that was named, otherwise by the one of the system', () => {
    expect(nameOf({ system: file })).toBe('own');
    expect(nameOf({ system: '/none', data: folder })).toBe('own');
    expect(nameOf({ system: file, site: other.path })).toBe('other');
    expect(() => nameOf({ system: '/none' })).toThrow('there is no system file /none');
  });

  test('says which site of a system it takes, and which file names it', async () => {
    const { stderr } = await captured(() => void nameOf({ system: file }));
    expect(stderr).toContain(`read with the site ${own.path} (version ${own.version}), which ${file} names`);
  });

  test('without either reads by the example, and says so', async () => {
    const { stderr } = await runCli(['normalize', example]);
    expect(stderr).toContain('read with the example site: name your site with --site');
  });
});
