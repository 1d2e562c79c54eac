/** Nobody signed it and nobody trusts it: for servers that a client must refuse. Valid for a hundred years. */
export const certificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgvlLitBZ1LdTN22/2
PlgOcrjeehm9uVAtmXttlhd7ZTqhRANCAAR+f2Z6HqVTsZP2fypf4irtPXgMUTbE
Z3d+f4UvU32noxGFdO5b1vmLkrXW3VhmB4ARauLVccCfLer83wccBupU
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBfzCCASWgAwIBAgIULZrrSJPmhm9f/b6dq9OYjNp6HowwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMTEzMTEzM1oYDzIxMjYxMDI4
MTMxMTMzWjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR+f2Z6HqVTsZP2fypf4irtPXgMUTbEZ3d+f4UvU32noxGFdO5b1vmL
krXW3VhmB4ARauLVccCfLer83wccBupUo1MwUTAdBgNVHQ4EFgQUO8BogkEGtREd
B2XceHyEli/QyFYwHwYDVR0jBBgwFoAUO8BogkEGtREdB2XceHyEli/QyFYwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBitvBsiqaIv0P6JBgGmRGo
26tvAweM6mxmpKGUN3xIUQIhAICUjnkQv/HFSU8hbPNx0it6AkoOIIcqPa08n8wA
xcjs
-----END CERTIFICATE-----`,
};
