/** Answers `GetSecretValue`, the only request to AWS Secrets Manager here. */
export function answerSecret(
  { SecretId: name }: Readonly<Record<string, unknown>>,
  secrets: Readonly<Record<string, string>>,
): { readonly status: number; readonly body: object } {
  const value = secrets[String(name)];
  if (value === undefined) return { status: 400, body: { __type: 'ResourceNotFoundException' } };
  return { status: 200, body: { Name: name, SecretString: value } };
}
