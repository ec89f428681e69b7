import { expect, test } from '@jest/globals';
import { dig, type Synthesized, text } from '../../support/template.ts';

/** Of a deployment: every function. */
export function functionsProperties(deployment: Synthesized): void {
  const { ofType, app, environment } = deployment;
  const functions = ofType('AWS::Lambda::Function');

  test('runs Node 24 on arm64, is traced, and has its environment encrypted with our key', () => {
    // receive, normalize, inspect, read, authorize, console, interpret, notify, export, and deliver for each destination that is delivered to
    expect(functions).toHaveLength(13);
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogFormat: 'JSON' },
        TracingConfig: { Mode: 'Active' },
      });
      expect(text(Properties['KmsKeyArn'])).toContain('Key');
    }
  });

  test('has a role and a log group of its own', () => {
    for (const own of ['Role', 'LoggingConfig'])
      expect(new Set(functions.map(([, { Properties }]) => text(Properties[own]))).size).toBe(13);
  });

  test('every log group is encrypted with our key, kept for a year, and does not grow for ever', () => {
    const groups = ofType('AWS::Logs::LogGroup');
    expect(groups.length).toBeGreaterThanOrEqual(12);
    for (const [, { Properties, DeletionPolicy }] of groups) {
      expect(Properties['RetentionInDays']).toBe(365);
      expect(Properties['KmsKeyId']).toBeDefined();
      expect(DeletionPolicy).toBe('RetainExceptOnCreate');
    }
  });

  test('is in the network where the deployment is private, and only there', () => {
    for (const [, { Properties }] of functions)
      expect('VpcConfig' in Properties).toBe(environment['isPrivate'] === true);
  });

  test('synthesis leaves no warning', () => {
    const messages = app.synth().stacks.flatMap((stack) => stack.messages);
    expect(messages.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  test('says to its metrics which deployment they are of', () => {
    for (const one of functions)
      expect(dig(one, 1, 'Properties', 'Environment', 'Variables', 'METRICS_NAMESPACE')).toBe(
        environment['name'] ?? 'Labwire',
      );
  });
}
