import type { Token } from './lexer.js';
import { SqlServerError } from './types.js';

/** Reserved words that a read is built from. */
export const structural: ReadonlySet<string> = new Set(
  (
    'SELECT DISTINCT TOP FROM WHERE GROUP BY HAVING ORDER ASC DESC AND OR NOT IN LIKE BETWEEN IS NULL EXISTS ' +
    'CASE WHEN THEN ELSE END AS JOIN INNER LEFT RIGHT FULL OUTER CROSS ON OVER WITHIN'
  ).split(' '),
);

/** Words with a meaning only inside `OVER (…)`; elsewhere they are names. */
export const windowWords: ReadonlySet<string> = new Set(
  'PARTITION ROWS RANGE UNBOUNDED PRECEDING FOLLOWING CURRENT ROW'.split(' '),
);

/** Reserved words that name functions. */
export const reservedFunctions: ReadonlySet<string> = new Set(
  'COALESCE CONVERT CURRENT_TIMESTAMP LEFT NULLIF RIGHT TRY_CONVERT'.split(' '),
);

/** Transact-SQL's other reserved words: as a name they need brackets, and no read uses them. */
const reserved: ReadonlySet<string> = new Set(
  (
    'ADD ALL ALTER ANY AUTHORIZATION BACKUP BEGIN BREAK BROWSE BULK CASCADE CHECK CHECKPOINT CLOSE CLUSTERED ' +
    'COLLATE COLUMN COMMIT COMPUTE CONSTRAINT CONTAINS CONTAINSTABLE CONTINUE CREATE CURRENT CURRENT_DATE ' +
    'CURRENT_TIME CURRENT_USER CURSOR DATABASE DBCC DEALLOCATE DECLARE DEFAULT DELETE DENY DISK DISTRIBUTED ' +
    'DOUBLE DROP DUMP ERRLVL EXCEPT EXEC EXECUTE EXIT EXTERNAL FETCH FILE FILLFACTOR FOR FOREIGN FREETEXT ' +
    'FREETEXTTABLE FUNCTION GOTO GRANT HOLDLOCK IDENTITY IDENTITY_INSERT IDENTITYCOL IF INDEX INSERT INTERSECT ' +
    'INTO KEY KILL LINENO LOAD MERGE NATIONAL NOCHECK NONCLUSTERED OF OFF OFFSETS OPEN OPENDATASOURCE OPENQUERY ' +
    'OPENROWSET OPENXML OPTION PERCENT PIVOT PLAN PRECISION PRIMARY PRINT PROC PROCEDURE PUBLIC RAISERROR READ ' +
    'READTEXT RECONFIGURE REFERENCES REPLICATION RESTORE RESTRICT RETURN REVERT REVOKE ROLLBACK ROWCOUNT ' +
    'ROWGUIDCOL RULE SAVE SCHEMA SECURITYAUDIT SESSION_USER SET SETUSER SHUTDOWN SOME STATISTICS SYSTEM_USER ' +
    'TABLE TABLESAMPLE TEXTSIZE TO TRAN TRANSACTION TRIGGER TRUNCATE TSEQUAL UNION UNIQUE UNPIVOT UPDATE ' +
    'UPDATETEXT USE USER VALUES VARYING VIEW WAITFOR WHILE WITH WRITETEXT'
  ).split(' '),
);

/** The token as an upper-case word; '' for anything but a bare word. */
export function wordOf(token: Token | undefined): string {
  return token?.kind === 'word' ? token.text.toUpperCase() : '';
}

export function isReserved(word: string): boolean {
  return structural.has(word) || reserved.has(word) || reservedFunctions.has(word);
}

/** SQL Server's answer to a token that cannot stand where it does. */
export function syntaxError(token: Token | undefined): SqlServerError {
  const keyword = isReserved(wordOf(token)) ? 'the keyword ' : '';
  return new SqlServerError(`Incorrect syntax near ${keyword}'${token?.value ?? ''}'.`);
}
