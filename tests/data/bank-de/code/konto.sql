BEGIN;
UPDATE konto SET stand = stand - 10 WHERE id = 1;
COMMIT;
