"""发热门诊: patients found by one field, a suspected case told in one form, its clocks shown until they are met."""
