extension ApplicationIdentifier {
    /// Every GS1 application identifier (General Specifications 2025, section 3; the facts of GS1's Barcode Syntax
    /// Dictionary), one line for those that have all in common.
    ///
    /// Columns: identifiers; components (`n` digits, `x` character set 82, `y` set 39, `z` base 64; a length, or `..`
    /// and a greatest one; `?` before one that may be missing; `:` and a rule of ``ElementRule``); then `fixed` (no
    /// separator behind it), `query` (may stand in a Digital Link's query), `key` with its qualifiers in their order,
    /// `with` what must accompany it (`|` or, `&` and), `not` what must not. An `n` in an identifier is any digit;
    /// `same` are the others with the same first three digits.
    static let table = """
        00 n18:check:prefix2 fixed query key
        01 n14:check:prefix2 fixed query not=255|37 key=22,10,21|235
        02 n14:check:prefix2 fixed query not=01|03 with=37
        03 n14:check:prefix2 fixed not=01|02|37|235
        10 x..20 query with=01|02|03|8006|8026
        11,13,15-16 n6:date0 fixed query with=01|02|03|8006|8026
        12 n6:date0 fixed query with=8020
        17 n6:date0 fixed query with=01|02|03|255|8006|8026
        20 n2 fixed query with=01|02|03|8006|8026
        21 x..20 with=01|03|8006 not=235
        22 x..20 with=01
        235 x..28 with=01
        240-241 x..30 query with=01|02|03|8006|8026
        242 n..6 query with=01|02|8006|8026
        243 x..20 query with=01|03
        250 x..30 query with=01&21|03&21|8006&21
        251 x..30 query with=01|03|8006
        253 n13:check:prefix1+?x..17 query key
        254 x..20 with=414
        255 n13:check:prefix1+?n..12 query key not=01|02|415|8006|8020|8026
        30 n..8 query with=01|02
        3100-3105,3110-3115,3120-3125,3130-3135,3140-3145,3150-3155,3160-3165 n6 fixed query with=01|02 not=same
        3200-3205,3210-3215,3220-3225,3230-3235,3240-3245,3250-3255,3260-3265 n6 fixed query with=01|02 not=same
        3270-3275,3280-3285,3290-3295,3500-3505,3510-3515,3520-3525,3560-3565 n6 fixed query with=01|02 not=same
        3570-3575,3600-3605,3610-3615,3640-3645,3650-3655,3660-3665 n6 fixed query with=01|02 not=same
        3300-3305,3310-3315,3320-3325,3330-3335,3340-3345,3350-3355,3360-3365 n6 fixed query with=00|01 not=same
        3400-3405,3410-3415,3420-3425,3430-3435,3440-3445,3450-3455,3460-3465 n6 fixed query with=00|01 not=same
        3470-3475,3480-3485,3490-3495,3530-3535,3540-3545,3550-3555,3620-3625 n6 fixed query with=00|01 not=same
        3630-3635,3670-3675,3680-3685,3690-3695 n6 fixed query with=00|01 not=same
        3370-3375 n6 fixed query with=01 not=same
        37 n..8 query with=00&02|00&8026
        3900-3909 n..15 query with=255|8020 not=same|391n|394n|8111
        3910-3919 n3:currency+n..15 query with=8020 not=same
        3920-3929 n..15 query with=01&30|01&31nn|01&32nn|01&35nn|01&36nn not=same|393n
        3930-3939 n3:currency+n..15 query with=30|31nn|32nn|35nn|36nn not=same
        3940-3943 n4 query with=255 not=same|8111
        3950-3955 n6 query with=30|31nn|32nn|35nn|36nn not=392n|393n|same|8005
        400,90 x..30 query
        401 x..30:prefix1 query key
        402 n17:check:prefix1 query key
        403,4308,4319 x..30 query with=00
        410-413,416 n13:check:prefix1 fixed query
        414 n13:check:prefix1 fixed query key=254|7040
        415 n13:check:prefix1 fixed query with=8020 key=8020
        417 n13:check:prefix1 fixed query key=7040
        420 x..20 query not=421
        421 n3:country+x..9 query not=4307
        422 n3:country query with=01|02|03|8006|8026 not=426
        423,425 n3:country+?n3:country+?n3:country+?n3:country+?n3:country query with=01|02|03 not=426
        424 n3:country query with=01|02|03 not=426
        426 n3:country query with=01|02|03
        427 x..3 query with=01&422|02&422|03&422
        4300-4301,4310-4311,4320 x..35:escapes query with=00
        4302,4304-4306,4312,4314-4316 x..70:escapes query with=00
        4303 x..70:escapes query with=4302
        4307,4317 x2:countryletters query with=00
        4309 n10:latitude+n10:longitude query with=00
        4313 x..70:escapes query with=4312
        4318 x..20 query with=00
        4321-4323 n1:flag query with=00
        4324-4325 n6:date0+n4:clock query with=00
        4326 n6:date query with=00
        4330 n6+?x1:hyphen query with=00 not=4331
        4331 n6+?x1:hyphen query with=00 not=4330
        4332 n6+?x1:hyphen query with=00 not=4333
        4333 n6+?x1:hyphen query with=00 not=4332
        7001 n13 query with=01|02|8006|8026
        7002 x..30 query with=01|02
        7003 n6:date+n4:clock query with=01|02|03
        7004 n..4 query with=01&10|03&10
        7005 x..12 query with=01|02
        7006 n6:date query with=01|02
        7007 n6:date+?n6:date query with=01|02
        7008 x..3 query with=01|02
        7009 x..10 query with=01|02
        7010 x..2 query with=01|02|03
        7011 n6:date+?n4:clock query with=01|02|03
        7020 x..20 query with=01&416|03&416|8006&416
        7021,8012 x..20 query with=01|03|8006
        7022 x..20 query with=01&7021|03&7021|8006&7021
        7023 x..30:prefix1 query
        7030-7039 n3:country999+x..27 query with=01|02
        7040 n1+x1+x1+x1:importer
        7041 x..4:package with=00
        710-717 x..20 query with=01
        7230-7239 x2+x..28 query with=01|8004
        7240 x..20 query with=01|8006 not=03
        7241 n2:media query with=8017|8018
        7242 x..25 query with=8017|8018
        7250 n8:longdate query with=8018 not=7251
        7251 n8:longdate+n4:clock query with=8018 not=7250
        7252 n1:sex query with=8018
        7253-7254 x..40:escapes query with=8017|8018 not=7256|7259
        7255 x..10 query with=8017|8018 not=7256|7259
        7256 x..90:escapes query with=8017|8018
        7257 x..70:escapes query with=8018
        7258 x3:sequence query with=8018&7259
        7259 x..40:escapes query with=8018 not=7256
        8001 n4:nonzero+n5:nonzero+n3:nonzero+n1:winding+n1 query with=01
        8002 x..20 query
        8003 n1:zero+n13:check:prefix1+?x..16 query key
        8004 x..30:prefix1 query key=7040
        8005 n6 query with=01|02
        8006 n14:check:prefix2+n4:pieces query not=01|03|37 key=22,10,21
        8007 x..34:iban query with=415
        8008 n6:date+n2:hour+?n2:minute+?n2:second query with=01|02|03
        8009 x..50 query with=00|01|03
        8010 y..30:prefix1 query key=8011
        8011 n..12:plain with=8010
        8013 x..25:letters:prefix1 query key
        8014 x..25:letters:prefix1:nondigit with=01
        8017 n18:check:prefix1 query not=8018 key=8019
        8018 n18:check:prefix1 query not=8017 key=8019
        8019 n..10 with=8017|8018
        8020 x..25 with=415
        8026 n14:check:prefix2+n4:pieces query with=37 not=02|03|8006
        8030 z..90:padding query with=00|01&21|03&21|253|255|8003|8004|8006&21|8010&8011|8017|8018
        8040 n15 with=01&21
        8041 n15 with=01&21&8040
        8042 n32 with=01&21&8040
        8043 n18+?n..2 with=01&21&8040
        8110 x..70:coupon query
        8111 n4 query with=255
        8112 x..70:offer query
        8200 x..70 with=01
        91-99 x..90 query
        """
}
