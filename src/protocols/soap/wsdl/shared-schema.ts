import { BUSBAR_NAMESPACE } from '../namespace.ts'

/** What every service has, whatever its contract: one schema, so that a client of several has one class of each. */
export const SHARED_SCHEMA = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:b="${BUSBAR_NAMESPACE}" targetNamespace="${BUSBAR_NAMESPACE}" elementFormDefault="qualified">
  <xs:element name="IdempotencyKey" type="xs:string">
    <xs:annotation>
      <xs:documentation>A header: makes a change happen once, however often it is sent.</xs:documentation>
    </xs:annotation>
  </xs:element>
  <xs:element name="Problem" type="b:Problem"/>
  <xs:complexType name="Problem">
    <xs:annotation>
      <xs:documentation>What went wrong, in the detail of every fault: the members of problem+json (RFC 9457).</xs:documentation>
    </xs:annotation>
    <xs:sequence>
      <xs:element name="type" type="xs:anyURI"/>
      <xs:element name="title" type="xs:string"/>
      <xs:element name="status" type="xs:int"/>
      <xs:element name="detail" type="xs:string" minOccurs="0"/>
      <xs:element name="instance" type="xs:anyURI"/>
      <xs:element name="code" type="xs:string"/>
      <xs:element name="errors" minOccurs="0">
        <xs:complexType>
          <xs:sequence>
            <xs:element name="item" type="b:ProblemError" maxOccurs="unbounded"/>
          </xs:sequence>
        </xs:complexType>
      </xs:element>
      <xs:element name="retryAfter" type="xs:int" minOccurs="0">
        <xs:annotation>
          <xs:documentation>Seconds.</xs:documentation>
        </xs:annotation>
      </xs:element>
      <xs:element name="requestId" type="xs:string"/>
      <xs:element name="more" type="b:ProblemMember" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence>
  </xs:complexType>
  <xs:complexType name="ProblemError">
    <xs:sequence>
      <xs:element name="detail" type="xs:string"/>
      <xs:element name="pointer" type="xs:string" minOccurs="0">
        <xs:annotation>
          <xs:documentation>Where in the record, patch or input, as a URI fragment (RFC 6901, 6): #/lines/0/quantity.</xs:documentation>
        </xs:annotation>
      </xs:element>
      <xs:element name="parameter" type="xs:string" minOccurs="0">
        <xs:annotation>
          <xs:documentation>Which element beside it: fields, limit, or the field that is filtered by.</xs:documentation>
        </xs:annotation>
      </xs:element>
    </xs:sequence>
  </xs:complexType>
  <xs:complexType name="ProblemMember">
    <xs:simpleContent>
      <xs:extension base="xs:string">
        <xs:attribute name="name" type="xs:string" use="required"/>
      </xs:extension>
    </xs:simpleContent>
  </xs:complexType>
</xs:schema>
`
