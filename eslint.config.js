import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['dist', 'src/schemas/contract', 'node_modules', '.venv*'] },
  ...tseslint.configs.recommended,
  {
    rules: {
      'prefer-const': 'error',
      eqeqeq: ['error', 'smart'],
      'no-param-reassign': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
)
